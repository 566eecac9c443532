import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTool } from '../fixtures/commands.ts';
import { body, expect, type Shop, test } from '../fixtures/shop.ts';

test.describe.configure({ mode: 'default' });

const folder = mkdtempSync(path.join(tmpdir(), 'tradepost-files-'));
test.afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  slug: string;
  outcome: string;
  productId: string;
  errors: unknown[];
  changes: { field: string; from: string; to: string }[];
  notes: { code: string }[];
}

interface Product {
  version: number;
  status: string;
  descriptionHtml: string;
  images: unknown[];
  variants: { id: string; sku: string; quantityAvailable: number | null; price: { amount: number } }[];
}

async function load(lines: readonly string[], ...options: string[]): Promise<Outcome[]> {
  const file = path.join(folder, `${randomUUID()}.csv`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  const { stdout, stderr } = await runTool('tools/import/main.ts', file, '--json', ...options);
  expect(stdout, stderr).toContain('"results"');
  return (JSON.parse(stdout) as { results: Outcome[] }).results;
}

const shown = async (shop: Shop, { productId }: Outcome): Promise<Product> =>
  body<Product>(
    await shop.request.get(`/api/v1/admin/products/${productId}`, { headers: await shop.staff() }),
    200,
  );

const one = (outcomes: readonly Outcome[], slug?: string): Outcome => {
  const found = outcomes.find((outcome) => slug === undefined || outcome.slug === slug);
  if (!found) throw new Error(`nothing was reported of ${slug ?? 'the file'}`);
  return found;
};

test('a file that gives less than the last one keeps what it does not name', async ({ shop }) => {
  const slug = `partial-${randomUUID()}`;
  const columns =
    'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Variant Barcode,Image Src';
  const cells = `<p>Long text</p>,Hill,Mugs,"new, gift",FALSE,${slug},250,shopify,9,10.00,0012345678905,https://pictures.example/a.jpg`;
  const full = [columns, `${slug},A mug,${cells}`];
  const before = await shown(shop, one(await load(full)));
  const priceOnly = ['Handle,Title,Variant SKU,Variant Price', `${slug},A mug,${slug},12.00`];
  const changes = [{ field: `variants[${slug}].price`, from: '10.00 GBP', to: '12.00 GBP' }];
  expect(await load(priceOnly, '--dry-run')).toMatchObject([{ outcome: 'updated', changes }]);
  const outcome = one(await load(priceOnly));
  expect(outcome).toMatchObject({ outcome: 'updated', changes, notes: [{ code: 'stock.kept' }] });
  const after = await shown(shop, outcome);
  const { price: _before, ...variant } = before.variants[0] ?? { price: undefined };
  expect(after).toMatchObject({
    ...{ status: 'draft', descriptionHtml: '<p>Long text</p>', images: before.images },
    variants: [{ ...variant, version: 2, price: { amount: 1_200 }, quantityAvailable: 9 }],
  });
  expect(await load(priceOnly)).toMatchObject([{ outcome: 'unchanged', changes: [] }]);
});

test('an SKU that moves to another product of the file stays on sale, with its stock', async ({ shop }) => {
  const mark = randomUUID();
  const header = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price';
  const red = `move-a-${mark},Move A,Colour,Red,R-${mark},5,10.00`;
  const first = one(await load([header, red, `move-a-${mark},,,Blue,B-${mark},8,10.00`]));
  const blue = (await shown(shop, first)).variants[1];
  const between = Array.from({ length: 55 }, (_, i) => `between-${mark}-${i},Between,,,,1,1.00`);
  const moved = [header, red, ...between, `move-b-${mark},Move B,Title,Default Title,B-${mark},8,10.00`];
  const outcomes = await load(moved);
  expect(one(outcomes, `move-a-${mark}`)).toMatchObject({ outcome: 'updated' });
  const taker = one(outcomes, `move-b-${mark}`);
  expect(taker).toMatchObject({ outcome: 'created', notes: [{ code: 'variant.moved' }] });
  expect((await shown(shop, taker)).variants).toMatchObject([
    { id: blue?.id, sku: `B-${mark}`, quantityAvailable: 8 },
  ]);
  expect(new Set((await load(moved)).map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
});

const LARGE =
  'Handle,Title,Body (HTML),Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price,Variant Image';

function large(slug: string, count: number, picture: (i: number) => string): string[] {
  const rows = Array.from({ length: count }, (_, i) => {
    const [title, size, colour] = i ? ['', '', ''] : ['Large', 'Size', 'Colour'];
    const values = `${size},S${i % 40},${colour},C${Math.floor(i / 40)}`;
    return `${slug},${title},,${values},${slug}-${i},10.00,${picture(i)}`;
  });
  return [LARGE, ...rows];
}

for (const [what, count, images, picture] of [
  ['2 048 variants', 2_048, 0, () => ''],
  ['a picture for each of 324 variants', 324, 250, (i: number) => `https://pictures.example/${i}.jpg?v=17`],
] as const) {
  test(`a product of ${what} is imported in one change`, async ({ shop }) => {
    const lines = large(`large-${randomUUID()}`, count, picture);
    const outcome = one(await load(lines));
    expect(outcome).toMatchObject({ outcome: 'created', errors: [] });
    const product = await shown(shop, outcome);
    expect([product.variants.length, product.images.length, product.version]).toEqual([count, images, 1]);
    expect(await load(lines)).toMatchObject([{ outcome: 'unchanged' }]);
  });
}

test('a description may have 200 000 characters', async ({ shop }) => {
  const text = `<p>${'字'.repeat(199_993)}</p>`;
  const outcome = one(
    await load(['Handle,Title,Body (HTML),Price', `long-${randomUUID()},Long,${text},1.00`]),
  );
  expect(outcome).toMatchObject({ outcome: 'created', errors: [] });
  expect((await shown(shop, outcome)).descriptionHtml).toBe(text);
});
