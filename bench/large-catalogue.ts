import type { Http } from './shop.ts';

const MATERIALS = [
  'oak',
  'linen',
  'copper',
  'wool',
  'stone',
  'willow',
  'slate',
  'brass',
  'ash',
  'clay',
  'cork',
];
const THINGS = [
  'bowl',
  'jug',
  'blanket',
  'lamp',
  'brush',
  'stool',
  'basket',
  'towel',
  'kettle',
  'shelf',
  'tray',
];
const ADJECTIVES = [
  'plain',
  'tall',
  'round',
  'folding',
  'heavy',
  'light',
  'striped',
  'woven',
  'glazed',
  'raw',
];
const SIZES = ['XS', 'S', 'M', 'L', 'XL', 'XXL'];
const COLOURS = ['Red', 'Blue', 'Green', 'Black', 'White', 'Grey', 'Sand', 'Ink'];
/** Products of one import call. */
const PER_CALL = 50;
const AT_ONCE = 4;

/** Always the same number from 0 to below `limit` for the same `n` and `salt`. */
export function noise(n: number, salt: number, limit: number): number {
  let hash = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) % limit;
}
const one = <T>(of: readonly T[], n: number, salt: number): T => of[noise(n, salt, of.length)] as T;

/** Four variants of two sizes and two colours; a third of them is sold out; 60 categories, 300 vendors. */
export function largeProduct(n: number) {
  const title = `${one(ADJECTIVES, n, 1)} ${one(MATERIALS, n, 2)} ${one(THINGS, n, 3)} ${n}`;
  const sizes = pair(SIZES, n, 4);
  const colours = pair(COLOURS, n, 5);
  const variants = sizes.flatMap((Size, i) =>
    colours.map((Colour, j) => ({
      ...{ sku: `LARGE-${n}-${i}${j}`, options: { Size, Colour } },
      price: { amount: 500 + noise(n, 6 + i * 2 + j, 20_000), currency: 'GBP' },
      stock: noise(n, 10 + i * 2 + j, 3) * 50,
    })),
  );
  return {
    ...{ slug: `large-${n}`, title, status: 'active', type: one(THINGS, n, 3), variants },
    descriptionHtml: `<p>A ${title} for measuring with, made of ${one(MATERIALS, n, 14)} by hand.</p>`,
    ...{ vendor: `Maker ${noise(n, 7, 300)}`, category: `Room ${noise(n, 8, 60)}` },
    options: [
      { name: 'Size', values: sizes },
      { name: 'Colour', values: colours },
    ],
  };
}

const pair = (of: readonly string[], n: number, salt: number): [string, string] => {
  const first = noise(n, salt, of.length);
  const second = (first + 1 + noise(n, salt + 20, of.length - 1)) % of.length;
  return [of[first] ?? '', of[second] ?? ''];
};

/** Imports products until the shop has this number of them. @returns products per second */
export async function importLargeCatalogue(
  http: Http,
  staff: Record<string, string>,
  count: number,
): Promise<number> {
  const begin = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let from = next; from < count; from = next) {
      next += PER_CALL;
      const products = Array.from({ length: Math.min(PER_CALL, count - from) }, (_, i) =>
        largeProduct(from + i),
      );
      await http.ask('POST', '/api/v1/admin/imports/products', 200, { products }, staff);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return count / ((performance.now() - begin) / 1000);
}

/** The lists whose first page has most to count. A price nobody asked for before: the answer is in no cache. */
export function largeLists(http: Http): { name: string; work: () => Promise<void> }[] {
  const lists: [name: string, filters: string][] = [
    ['a word', 'q=linen'],
    ['a category in stock', 'category=room-7&inStock=true'],
    ['everything', ''],
    ['two options', 'option.Size=L&option.Colour=Red'],
  ];
  return lists.map(([name, filters]) => ({
    name,
    work: async () => {
      const price = 100_000 + Math.floor(Math.random() * 1e9);
      await http.ask('GET', `/api/v1/products?limit=20&${filters}&maxPrice=${price}`, 200);
    },
  }));
}
