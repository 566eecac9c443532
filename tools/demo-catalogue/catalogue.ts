import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type DemoCatalogue,
  type DemoCategory,
  type DemoProduct,
  type ProductDraft,
  products,
} from './model.ts';
import type { Scene } from './pictures/spec.ts';

/** One file of `data/products` each, in the order in which the products are created. */
const SHELVES = [
  ...['kitchen', 'table', 'bed-bath', 'clothing', 'desk-travel'],
  ...['home', 'garden', 'care', 'pantry'],
];

interface Shelf {
  scene: Scene;
  products: ProductDraft[];
}

interface TopCategory {
  slug: string;
  name: string;
  leaves: { slug: string; name: string }[];
}

/** The products of a new shop: the same on every run. */
export function readCatalogue(): DemoCatalogue {
  return {
    currency: 'GBP',
    categories: read<TopCategory[]>('categories').flatMap(withLeaves),
    products: SHELVES.flatMap((name) => shelf(read<Shelf>(`products/${name}`))),
  };
}

const shelf = ({ scene, products: drafts }: Shelf): DemoProduct[] => products(scene, drafts);

function withLeaves({ slug, name, leaves }: TopCategory, position: number): DemoCategory[] {
  const below = leaves.map((leaf, index) => ({ ...leaf, parent: slug, position: index }));
  return [{ slug, name, parent: null, position }, ...below];
}

/** `data-files.unit.spec.ts` checks that the files have these types. */
function read<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, 'data', `${name}.json`), 'utf8')) as T;
}
