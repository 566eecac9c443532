import type { Schema } from '@tradepost/api-client';

type Lines = readonly Pick<Schema<'Line'>, 'requiresShipping'>[];

/** False: nothing of it is shipped, so there is no delivery to choose. An empty cart may still get what is. */
export const isShipped = ({ lines }: { readonly lines: Lines }): boolean =>
  lines.length === 0 || lines.some(({ requiresShipping }) => requiresShipping);
