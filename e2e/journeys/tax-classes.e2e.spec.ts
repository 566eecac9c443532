import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTool } from '../fixtures/commands.ts';
import { aSaleOf } from '../fixtures/sales.ts';
import { address, body, expect, problem, test, type Totals, type Variant } from '../fixtures/shop.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tradepost-tax-'));
test.afterAll(() => rmSync(folder, { recursive: true }));

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

interface Taxed {
  taxClass: string;
  requiresShipping: boolean;
  tax: { rate: number; amount: { amount: number } } | null;
}
interface Amount {
  amount: number;
}
interface Sums extends Totals {
  taxLines: { rate: number; net: Amount; tax: Amount }[];
}
interface Priced {
  lines: Taxed[];
  totals: Sums;
  shippingOption: object | null;
}

test('a file says what is taxed and shipped, and a zero-rated book and a gift card are bought so', async ({
  shop,
}) => {
  const [book, gift] = [`book-${randomUUID()}`, `gift-${randomUUID()}`];
  const file = path.join(folder, 'taxable.csv');
  writeFileSync(
    file,
    `Handle,Title,Variant SKU,Variant Price,Variant Taxable,Variant Requires Shipping,Gift Card,Cost per item
${book},Zero-rated book,${book},10.00,FALSE,TRUE,FALSE,4.00
${gift},Gift card,${gift},25.00,FALSE,FALSE,TRUE,
`,
  );
  const imported = await runTool('tools/import/main.ts', file, '--json');
  expect(imported, imported.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(imported.stdout)).toMatchObject({
    ...{ created: 2, refused: 0 },
    unreadColumns: [{ column: 'Cost per item', rows: 1 }],
    notes: expect.arrayContaining([
      expect.stringContaining('1 gift card is imported as an ordinary product without tax'),
    ]),
  });
  const variantOf = async (slug: string): Promise<Variant & Taxed> => {
    const found = await body<{ variants: (Variant & Taxed)[] }>(
      await shop.request.get(`/api/v1/products/${slug}`),
      200,
    );
    return found.variants[0]!;
  };
  const [novel, card] = [await variantOf(book), await variantOf(gift)];
  expect(novel).toMatchObject({ taxClass: 'zero', requiresShipping: true });
  expect(card).toMatchObject({ taxClass: 'zero', requiresShipping: false });

  const bookOrder = await body<Priced>(await shop.buyLines([{ variantId: novel.id, quantity: 1 }]), 201);
  expect(bookOrder.totals).toMatchObject({
    ...{ items: gbp(1000), tax: gbp(0) },
    taxLines: [{ rate: 0, net: bookOrder.totals.grand, tax: gbp(0) }],
  });
  expect(bookOrder.totals.shipping.amount).toBeGreaterThan(0);

  const billing = { shippingAddress: undefined, billingAddress: address };
  const billed = await shop.buyLines([{ variantId: card.id, quantity: 1 }], billing);
  expect((await body<Priced>(billed, 201)).totals.shipping).toEqual(gbp(0));
  const unshipped = await shop.buyLines([{ variantId: novel.id, quantity: 1 }], billing);
  expect(await problem(unshipped, 400)).toMatchObject({
    code: 'request.invalid',
    errors: [{ code: 'field.required', field: 'shippingAddress' }],
  });

  const cart = await shop.aCart({ variantId: card.id, quantity: 1 });
  const headers = { 'Cart-Token': cart.token };
  const options = await shop.request.get(`/api/v1/carts/${cart.id}/shipping-options`, { headers });
  expect(await body(options, 200)).toEqual({ items: [] });
  const order = await body<Priced>(await shop.buyCart(cart), 201);
  expect(order).toMatchObject({
    shippingOption: null,
    totals: { shipping: gbp(0), tax: gbp(0), grand: gbp(2500) },
    lines: [{ taxClass: 'zero', requiresShipping: false, tax: { rate: 0, amount: gbp(0) } }],
  });
});

test('a book, a mug and a download carry the tax of each, and the order keeps it', async ({ shop }) => {
  const [book, mug, download] = [
    await shop.aVariant({ amount: 1000, taxClass: 'zero' }),
    await shop.aVariant({ amount: 1200 }),
    await shop.aVariant({ amount: 600, requiresShipping: false }),
  ];
  const cart = await shop.aCart(...[book, mug, download].map(({ id }) => ({ variantId: id, quantity: 1 })));
  const headers = { 'Cart-Token': cart.token };
  const order = await body<Priced>(await shop.buyCart(cart), 201);
  expect(order.lines.map(({ tax }) => [tax?.rate, tax?.amount.amount])).toEqual([
    [0, 0],
    [20, 200],
    [20, 100],
  ]);
  const { taxLines, tax, grand } = order.totals;
  const sumOf = (amounts: number[]) => amounts.reduce((a, b) => a + b, 0);
  expect(sumOf(taxLines.map((line) => line.tax.amount))).toBe(tax.amount);
  expect(sumOf(taxLines.map((line) => line.net.amount + line.tax.amount))).toBe(grand.amount);
  const bought = await body<Priced>(await shop.request.get(`/api/v1/carts/${cart.id}`, { headers }), 200);
  expect(bought.totals).toEqual(order.totals);
});

test('what is not shipped is handed over by staff, which completes its order', async ({ shop }) => {
  const voucher = await shop.aVariant({ amount: 2500, taxClass: 'zero', requiresShipping: false });
  const sale = await aSaleOf(shop, voucher);
  const made = await body<{ fulfilments: { id: string }[] }>(
    await sale.admin('fulfilments', { lines: sale.lines }),
    201,
  );
  const { id } = made.fulfilments[0]!;
  expect(await problem(await sale.parcel(id, { state: 'packed' }), 409)).toMatchObject({
    code: 'handover.illegal_transition',
  });
  expect(await body(await sale.parcel(id, { state: 'delivered' }), 200)).toMatchObject({
    ...{ state: 'completed', fulfilmentState: 'fulfilled' },
  });
});

test('staff change how a variant is taxed and shipped', async ({ shop }) => {
  const variant = await shop.aVariant({ amount: 1200 });
  const headers = await shop.staff();
  const change = (data: object) =>
    shop.request.patch(`/api/v1/admin/variants/${variant.id}`, { data, headers });
  expect(await body(await change({ taxClass: 'zero' }), 200)).toMatchObject({
    ...{ taxClass: 'zero', requiresShipping: true, version: variant.version + 1 },
  });
  await problem(await change({ taxClass: 'reduced' }), 400);
});

test('an address in a territory with VAT of its own is taxed as there', async ({ shop }) => {
  const mug = await shop.aVariant({ amount: 1200 });
  const taxAt = async (place: object) => {
    const shippingAddress = { name: 'Ada', line1: '1 Harbour', ...place };
    const order = await body<Priced>(
      await shop.buyLines([{ variantId: mug.id, quantity: 1 }], { shippingAddress }),
      201,
    );
    return order.lines[0]?.tax?.rate;
  };
  expect(await taxAt({ city: 'Las Palmas', region: 'Las Palmas', postalCode: '35001', country: 'ES' })).toBe(
    0,
  );
  expect(await taxAt({ city: 'Funchal', postalCode: '9000-018', country: 'PT' })).toBe(22);
  expect(await taxAt({ city: 'Monaco', postalCode: '98000', country: 'MC' })).toBe(20);
});
