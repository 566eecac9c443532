import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProductInput } from '../domain/product-input.ts';
import type { CatalogueSeed, SeedCategory } from '../flows/seed-catalogue.ts';

/** A product of a seed folder: on sale or a draft. */
export interface SeedProduct extends Omit<ProductInput, 'status'> {
  readonly isActive: boolean;
}

/** `catalogue.json` of a seed folder; the content of each picture is in `pictures/<key>`. */
export interface CatalogueFile {
  readonly categories: readonly SeedCategory[];
  readonly products: readonly SeedProduct[];
  readonly pictures: readonly { readonly key: string; readonly contentType: string }[];
}

/** Reads what a new shop starts with. Equal files give an equal fingerprint, whatever the folder. */
export async function readSeedFolder(folder: string): Promise<CatalogueSeed> {
  const text = await readFile(path.join(folder, 'catalogue.json'), 'utf8');
  const { categories, products, pictures } = JSON.parse(text) as CatalogueFile;
  const drawings = await Promise.all(
    pictures.map(async ({ key }) => ({
      key,
      svg: await readFile(path.join(folder, 'pictures', key), 'utf8'),
    })),
  );
  const seed = { categories, products };
  return {
    categories,
    products: products.map(toInput),
    fingerprint: createHash('sha256').update(JSON.stringify({ seed, drawings })).digest('hex'),
    pictures: pictures.map(({ key, contentType }, i) => ({
      ...{ key, contentType },
      body: Buffer.from(drawings[i]?.svg ?? ''),
    })),
  };
}

const toInput = ({ isActive, ...product }: SeedProduct): ProductInput => ({
  ...product,
  status: isActive ? 'active' : 'draft',
});
