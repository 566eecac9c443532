import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTool, sharedFiles, type CommandResult } from '../fixtures/commands.ts';
import { body, expect, Shop, test, type Variant } from '../fixtures/shop.ts';

test.describe.configure({ mode: 'default' });

const IMPORT = 'tools/import/main.ts';
const folder = mkdtempSync(path.join(tmpdir(), 'tradepost-import-'));
test.afterAll(() => rmSync(folder, { recursive: true }));

interface ImportReport {
  products: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  messages: { row: number; column: string }[];
}

function report({ stdout }: CommandResult): ImportReport {
  return JSON.parse(stdout) as ImportReport;
}

function aFile(name: string, content: string | Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

const samples = ['tools/samples/products.csv', ...sharedFiles('shopify-csv', 'apparel.csv', 'jewelery.csv')];

for (const file of samples) {
  test(`${path.basename(file)} is imported, and the second time nothing changes`, async () => {
    const first = await runTool(IMPORT, file, '--json');
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(report(first)).toMatchObject({ refused: 0, messages: [] });
    const second = await runTool(IMPORT, file, '--json');
    expect(second, second.stderr).toMatchObject({ code: 0 });
    const { products, created, updated, unchanged } = report(second);
    expect({ created, updated, unchanged }).toEqual({ created: 0, updated: 0, unchanged: products });
  });
}

test('an imported product is on sale with its options, prices and stock', async ({ request }) => {
  await runTool(IMPORT, samples[0] ?? '');
  const answer = await request.get('/api/v1/products/moor-blanket');
  expect(answer.status()).toBe(200);
  const product = (await answer.json()) as { variants: { sku: string; available: boolean }[] };
  expect(product).toMatchObject({ title: 'Moor Blanket', vendor: 'Fellside Weavers' });
  expect(product.variants.map(({ sku, available }) => [sku, available])).toEqual([
    ['moor-blanket--single--heather', true],
    ['moor-blanket--double--heather', true],
    ['moor-blanket--single--peat', false],
    ['moor-blanket--double--peat', true],
  ]);
  expect((await request.get('/api/v1/products/winter-seed-box')).status()).toBe(404);
});

/** What is left of each product of `tools/samples/hostile.csv`. */
const HARMLESS = {
  'hostile-script': ['<p>Holds <b>tea</b>.</p>', 'Holds tea.'],
  'hostile-link': [
    '<p>one two three <a href="https://maker.example/care" rel="nofollow noopener">four</a></p>',
    'one two three four',
  ],
  'hostile-svg': ['<p>Mug</p>', 'Mug'],
  'hostile-style': ['<p>Mug</p>', 'Mug'],
  'hostile-nesting': ['<p><b>Mug<i></i></b></p><li>cup</li>', 'Mug cup'],
  'hostile-form': ['Sign in<p>Mug</p>', 'Sign in Mug'],
};

test('only text and formatting of hostile descriptions is imported', async ({ request }) => {
  const first = await runTool(IMPORT, 'tools/samples/hostile.csv', '--json');
  expect(first, first.stderr).toMatchObject({ code: 0 });
  expect(report(first)).toMatchObject({ products: 6, refused: 0 });
  for (const [slug, [descriptionHtml, description]] of Object.entries(HARMLESS)) {
    const product = await body(await request.get(`/api/v1/products/${slug}`), 200);
    expect(product, slug).toMatchObject({ descriptionHtml, description });
  }
  const second = report(await runTool(IMPORT, 'tools/samples/hostile.csv', '--json'));
  expect(second).toMatchObject({ created: 0, updated: 0, unchanged: 6 });
});

test('a dry run says what would happen and changes nothing', async ({ request }) => {
  const file = aFile('dry.csv', 'Handle,Title,Variant Price\ndry-run-plate,Plate,9.50\n');
  const { code, stdout } = await runTool(IMPORT, file, '--dry-run');
  expect(code).toBe(0);
  expect(stdout).toContain('1 created');
  expect((await request.get('/api/v1/products/dry-run-plate')).status()).toBe(404);
});

test('an invalid row skips its product and imports the others', async ({ request }) => {
  const rows = ['good-bowl,Bowl,8.00', 'bad-bowl,Bowl,-8.00', 'fine-bowl,Bowl,9.00'];
  const result = await runTool(
    IMPORT,
    aFile('bad.csv', ['Handle,Title,Variant Price', ...rows, ''].join('\n')),
  );
  expect(result.code).toBe(1);
  expect(result.stdout).toContain('row 3: bad-bowl: Variant Price "-8.00" is below zero');
  const statuses = ['good-bowl', 'bad-bowl', 'fine-bowl'].map(async (slug) => {
    return (await request.get(`/api/v1/products/${slug}`)).status();
  });
  expect(await Promise.all(statuses)).toEqual([200, 404, 200]);
});

const BROKEN: readonly (readonly [string, string | Buffer, string])[] = [
  ['binary', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0x00, 0xff]), 'is no CSV text'],
  ['empty', '', 'is empty'],
  ['without a column', 'Handle,Title\nlost-jug,Jug\n', 'lacks the column "Variant Price"'],
  [
    'with a broken quote',
    'Handle,Title,Variant Price\nlost-jug,Jug,5\nx,"Jug,5\n',
    'line 3: a quote is opened',
  ],
];

for (const [what, content, message] of BROKEN) {
  test(`a file that is ${what} is refused in one line, and nothing is written`, async ({ request }) => {
    const result = await runTool(IMPORT, aFile('broken.csv', content));
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain(message);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect((await request.get('/api/v1/products/lost-jug')).status()).toBe(404);
  });
}

test('an import sets stock only where the file has another number than the last one', async ({ request }) => {
  const shop = new Shop(request);
  const slug = `counted-plate-${randomUUID()}`;
  const importWith = async (stock: number) => {
    const header = 'Handle,Title,Variant Price,Variant Inventory Tracker,Variant Inventory Qty';
    const file = aFile('stock.csv', `${header}\n${slug},Plate,4.00,shopify,${stock}\n`);
    return report(await runTool(IMPORT, file, '--json'));
  };
  expect(await importWith(5)).toMatchObject({ created: 1 });
  const product = await body<{ variants: Variant[] }>(await request.get(`/api/v1/products/${slug}`), 200);
  const variantId = product.variants[0]?.id ?? '';
  await body(await shop.buyLines([{ variantId, quantity: 2 }]), 201);
  expect(await shop.stockOf(slug)).toBe(3);
  expect(await importWith(5)).toMatchObject({ unchanged: 1 });
  expect(await shop.stockOf(slug)).toBe(3);
  expect(await importWith(7)).toMatchObject({ updated: 1 });
  expect(await shop.stockOf(slug)).toBe(7);
});
