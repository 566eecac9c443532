import type { KnownCategories } from './category-names.ts';
import type { StoredProduct } from './product.ts';
import type { StoredSkus } from './sku-moves.ts';

/** What is stored about everything that a batch of inputs names. */
export interface ImportState {
  /** By their current slug. */
  readonly products: ReadonlyMap<string, StoredProduct>;
  readonly skus: StoredSkus;
  /** How much of each variant is held, by variant id. */
  readonly held: ReadonlyMap<string, number>;
  /** The current slugs of products whose old slugs the inputs name. */
  readonly moved: ReadonlyMap<string, string>;
  readonly categories: KnownCategories;
}
