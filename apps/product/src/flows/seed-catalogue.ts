import { IMPORT_PRODUCTS } from '@tradepost/contracts/limits';
import type { ProductInput } from '../domain/product-input.ts';
import type { ImportProducts } from './import-products.ts';

/** What a new shop starts with. */
export interface CatalogueSeed {
  /** Differs if anything else differs. */
  readonly fingerprint: string;
  readonly categories: readonly SeedCategory[];
  readonly pictures: readonly SeedPicture[];
  readonly products: readonly ProductInput[];
}

export interface SeedCategory {
  readonly slug: string;
  readonly name: string;
  readonly parent: string | null;
  readonly position: number;
}

export interface SeedPicture {
  readonly key: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** What a seed needs beyond importing products. */
export abstract class SeedStore {
  abstract fingerprint(name: string): Promise<string | undefined>;
  abstract setFingerprint(name: string, fingerprint: string): Promise<void>;
  /** Parents before children. */
  abstract putCategories(categories: readonly SeedCategory[]): Promise<void>;
  abstract putPictures(pictures: readonly SeedPicture[]): Promise<void>;
}

// Of every seed: shops that were seeded by an older version have it stored under this name.
const NAME = 'demo-catalogue';

/** Fills a new shop. The same seed again does nothing; a changed one changes what differs. */
export async function seedCatalogue(
  seed: CatalogueSeed,
  store: SeedStore,
  imports: ImportProducts,
): Promise<Record<string, number>> {
  if ((await store.fingerprint(NAME)) === seed.fingerprint) return { unchanged: seed.products.length };
  await store.putCategories(seed.categories);
  await store.putPictures(seed.pictures);
  const counts: Record<string, number> = {};
  for (let from = 0; from < seed.products.length; from += IMPORT_PRODUCTS) {
    const results = await imports.run(seed.products.slice(from, from + IMPORT_PRODUCTS), false);
    for (const { outcome, slug, errors } of results) {
      if (outcome === 'refused')
        throw new Error(`The product "${slug}" of the seed was refused: ${JSON.stringify(errors)}`);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
  }
  await store.setFingerprint(NAME, seed.fingerprint);
  return counts;
}
