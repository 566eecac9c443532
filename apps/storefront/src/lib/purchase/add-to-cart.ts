import type { Schema } from '@tradepost/api-client';

/** Key of the fetcher for "add to cart", shared by the form and the drawer. */
export const ADDING = 'add-to-cart';

/** The cart after adding. */
export interface Added {
  added: Schema<'Cart'>;
  variantId: string;
}
