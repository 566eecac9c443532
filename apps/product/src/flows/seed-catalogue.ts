import type { ProductInput } from '../domain/product-input.ts';
import type { ImportProducts } from './import-products.ts';

/** Everything a fresh shop opens with. */
export type CatalogueSeed = {
  /** Changes with anything in it. */
  readonly fingerprint: string;
  readonly categories: readonly SeedCategory[];
  readonly pictures: readonly SeedPicture[];
  readonly products: readonly ProductInput[];
};

export type SeedCategory = {
  readonly slug: string;
  readonly name: string;
  readonly parent: string | null;
  readonly position: number;
};

export type SeedPicture = { readonly key: string; readonly contentType: string; readonly body: Uint8Array };

/** What a seed needs beyond importing products. */
export abstract class SeedStore {
  abstract fingerprint(name: string): Promise<string | undefined>;
  abstract remember(name: string, fingerprint: string): Promise<void>;
  /** Parents before children. */
  abstract putCategories(categories: readonly SeedCategory[]): Promise<void>;
  abstract putPictures(pictures: readonly SeedPicture[]): Promise<void>;
}

const NAME = 'demo-catalogue';
const BATCH = 50;

/** Fills a shop with its first goods; the same seed again does nothing, a changed one changes what differs. */
export async function seedCatalogue(
  seed: CatalogueSeed,
  store: SeedStore,
  imports: ImportProducts,
): Promise<Record<string, number>> {
  if ((await store.fingerprint(NAME)) === seed.fingerprint) return { unchanged: seed.products.length };
  await store.putCategories(seed.categories);
  await store.putPictures(seed.pictures);
  const counts: Record<string, number> = {};
  for (let from = 0; from < seed.products.length; from += BATCH) {
    const results = await imports.run(seed.products.slice(from, from + BATCH), false);
    for (const { outcome, slug, faults } of results) {
      if (outcome === 'refused')
        throw new Error(`the seed's product "${slug}" was refused: ${JSON.stringify(faults)}`);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
  }
  await store.remember(NAME, seed.fingerprint);
  return counts;
}
