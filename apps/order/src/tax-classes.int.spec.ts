import 'reflect-metadata';
import {
  OrderState,
  ParcelState,
  PaymentState,
  TaxClass,
  type OrderAccess,
  type PlaceOrderRequest,
} from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { Logger } from '@tradepost/observability';
import { serviceDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { waitFor } from '@tradepost/testing/waiting';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { OrderDatabase } from './io/order-database.ts';
import { aCheckout, aLine, anAddress, aPurchase, gbp, placedIn, someTotals } from './testing/builders.ts';
import { fakeServers, type FakeServers } from './testing/fake-servers.ts';
import { runOrder, type RunningOrder } from './testing/running-order.ts';

jest.setTimeout(30_000);

let own: TestDatabase<OrderDatabase>;
let redis: TestRedis;
let services: FakeServers;
let running: RunningOrder;

beforeAll(async () => {
  [own, redis] = await Promise.all([
    serviceDatabase(OrderDatabase, new URL('../prisma/migrations', import.meta.url)),
    testRedis(),
  ]);
  services = await fakeServers(new Logger({ service: 'spec', level: 'silent' }));
  running = await runOrder({ databaseUrl: own.url, redisUrl: redis.url, services });
});

afterAll(async () => {
  await running?.close();
  await services?.close();
  await Promise.all([own?.close(), redis?.close()]);
});

beforeEach(() => {
  services.calls.length = 0;
  running.statements.length = 0;
});

const access: OrderAccess = { userId: '', token: '', staff: true };
const read = async (orderId: string) => (await running.order.getOrder({ orderId, access })).order!;

/** Buys what the cart fixed, and waits until it is paid. */
async function bought(checkout: Parameters<typeof aCheckout>[0]) {
  services.carts.checkoutIs = () => aCheckout(checkout);
  const placed = placedIn(await running.order.placeOrder(aPurchase()));
  await waitFor(async () => expect((await read(placed.id)).paymentState).toBe(PaymentState.CAPTURED));
  return placed;
}

const book = aLine({
  ...{ title: 'Book', quantity: 1, unitPrice: gbp(1_000), taxClass: 'zero' },
  tax: { rate: 0, amount: gbp(0) },
});
const mug = aLine({
  ...{ title: 'Mug', quantity: 1, unitPrice: gbp(1_200) },
  tax: { rate: 2_000, amount: gbp(200) },
});
const bookAndMug = {
  lines: [book, mug],
  totals: someTotals(2_200, {
    tax: gbp(236),
    taxLines: [
      { rate: 2_000, net: gbp(1_182), tax: gbp(236) },
      { rate: 0, net: gbp(1_182), tax: gbp(0) },
    ],
  }),
};
const voucher = {
  lines: [
    aLine({
      ...{ quantity: 2, unitPrice: gbp(2_500), taxClass: 'zero', requiresShipping: false },
      tax: { rate: 0, amount: gbp(0) },
    }),
  ],
  totals: someTotals(5_000, {
    ...{ shipping: gbp(0), grand: gbp(5_000) },
    taxLines: [{ rate: 0, net: gbp(5_000), tax: gbp(0) }],
  }),
  shippingOption: { id: '', name: '' },
};

describe('an order of a zero-rated book and a mug', () => {
  test('keeps the tax of each line and by rate, in no more statements or calls', async () => {
    const placed = await bought(bookAndMug);
    expect(services.calls).toEqual(['freezeCart', 'holdStock', 'authorize', 'capture']);
    const order = await read(placed.id);
    expect(order.lines).toMatchObject([
      { taxClass: TaxClass.ZERO, requiresShipping: true, tax: { rate: 0, amount: gbp(0) } },
      { taxClass: TaxClass.STANDARD, requiresShipping: true, tax: { rate: 2_000, amount: gbp(200) } },
    ]);
    expect(order.totals).toEqual(bookAndMug.totals);
    expect(placed.totals).toEqual(bookAndMug.totals);
    const { items } = await running.order.listOrders({
      ...{ userId: '', state: OrderState.UNSPECIFIED, paymentState: PaymentState.UNSPECIFIED },
      ...{ query: placed.number, pageSize: 1, pageToken: '' },
    });
    expect(items[0]?.totals?.tax).toEqual(gbp(236));
  });

  test('is refused when its tax does not add up', async () => {
    const taxLines = [{ rate: 2_000, net: gbp(1_182), tax: gbp(236) }];
    const totals = { ...bookAndMug.totals, taxLines };
    services.carts.checkoutIs = () => aCheckout({ ...bookAndMug, totals });
    await expect(running.order.placeOrder(aPurchase())).rejects.toMatchObject({ code: 'price.inconsistent' });
  });
});

describe('an order of which nothing is shipped', () => {
  const create = (orderId: string, lineId: string) =>
    running.afterSale.createFulfilment({
      ...{ orderId, lines: [{ lineId, quantity: 2 }], tracking: '', idempotencyKey: uuidv7() },
    });
  const move = (orderId: string, fulfilmentId: string, to: ParcelState) =>
    running.afterSale.moveFulfilment({ orderId, fulfilmentId, to, tracking: '', idempotencyKey: '' });

  test('is bought without a shipping option, and completed when staff hand it over', async () => {
    const placed = await bought(voucher);
    expect(placed).toMatchObject({ shippingOptionId: '', totals: { shipping: gbp(0), tax: gbp(0) } });
    const { order } = await create(placed.id, placed.lines[0]!.id);
    const parcel = order!.fulfilments[0]!.id;
    await expect(move(placed.id, parcel, ParcelState.PACKED)).rejects.toMatchObject({
      code: 'handover.illegal_transition',
    });
    expect(services.stock.consumed.has(parcel)).toBe(false);
    await move(placed.id, parcel, ParcelState.DELIVERED);
    expect(await read(placed.id)).toMatchObject({ state: OrderState.COMPLETED });
    await waitFor(() => expect(services.stock.consumed.get(parcel)).toBe(2));
  });

  test('is bought with a billing address only, which is asked for the tax', async () => {
    services.carts.checkoutIs = () => aCheckout(voucher);
    const buy = (addresses: Pick<PlaceOrderRequest, 'shippingAddress' | 'billingAddress'>) =>
      running.order.placeOrder(
        aPurchase({
          ...{ cartId: '', cartToken: '', lines: [{ variantId: uuidv7(), quantity: 2 }] },
          ...addresses,
        }),
      );
    const billingAddress = anAddress({ country: 'GB', city: 'York', postalCode: 'YO1 1AA' });
    const placed = placedIn(await buy({ shippingAddress: undefined, billingAddress }));
    expect(placed).toMatchObject({ shippingAddress: billingAddress, billingAddress });
    // A shipping address comes first.
    const both = placedIn(await buy({ shippingAddress: anAddress(), billingAddress }));
    expect(both.shippingAddress).toEqual(anAddress());
    await expect(buy({ shippingAddress: undefined, billingAddress: undefined })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });

  test('can be cancelled until then', async () => {
    const placed = await bought(voucher);
    await create(placed.id, placed.lines[0]!.id);
    const request = { orderId: placed.id, access, reason: '', idempotencyKey: uuidv7() };
    expect((await running.order.cancelOrder(request)).order?.state).toBe(OrderState.CANCELLED);
  });
});

test('a cart of a release without tax classes is bought as ever', async () => {
  const line = aLine({ requiresShipping: undefined as unknown as boolean });
  const { id } = await bought({ lines: [line], totals: someTotals(1_000, { tax: gbp(233) }) });
  expect(await read(id)).toMatchObject({
    lines: [{ taxClass: TaxClass.STANDARD, requiresShipping: true, tax: undefined }],
    totals: { tax: gbp(233), taxLines: [] },
  });
});

test('an order of a release that did not split the tax shows its total tax only', async () => {
  const { id } = await bought(bookAndMug);
  // What that release writes: none of the columns that came since.
  await own.db.execute(sql`UPDATE orders SET tax_lines = NULL WHERE id = ${id}`);
  await own.db.execute(sql`
    UPDATE order_lines SET tax_class = DEFAULT, requires_shipping = DEFAULT, tax_rate = DEFAULT, tax_minor = DEFAULT
    WHERE order_id = ${id}`);
  const { lines, totals } = await read(id);
  expect(lines).toMatchObject([
    { taxClass: TaxClass.STANDARD, requiresShipping: true, tax: undefined },
    { taxClass: TaxClass.STANDARD, requiresShipping: true, tax: undefined },
  ]);
  expect(totals).toMatchObject({ tax: gbp(236), taxLines: [] });
});
