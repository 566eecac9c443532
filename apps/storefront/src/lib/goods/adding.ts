import type { Schema } from '@tradepost/api-client';

/** Where the answer to "add to cart" can be found: the form that asks and the drawer that shows it share a fetcher. */
export const ADDING = 'add-to-cart';

/** The cart with what was added. */
export type Added = { added: Schema<'Cart'>; variantId: string };
