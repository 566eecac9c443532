import type { Ids } from './ports/platform.ts';

/** The id of a parcel, return or refund: the same for the same key of the same order, a new one without a key. */
export const documentId = (
  ids: Ids,
  orderId: string,
  kind: 'parcel' | 'return' | 'refund',
  key: string,
): string => (key ? ids.derived(orderId, `${kind}/${key}`) : ids.next());
