import type { APIResponse } from '@playwright/test';
import { aSale, send, type Sold } from '../fixtures/sales.ts';
import { bearer, body, expect, key, problem, test } from '../fixtures/shop.ts';

test('an order is packed, sent and delivered, and then it is completed', async ({ shop }) => {
  const sale = await aSale(shop);
  const id = await send(sale);
  expect(await sale.read()).toMatchObject({
    fulfilmentState: 'fulfilled',
    fulfilments: [{ state: 'shipped', tracking: 'RM 123' }],
  });
  const done = await body<Sold>(await sale.parcel(id, { state: 'delivered' }), 200);
  expect(done.state).toBe('completed');
  expect(await problem(await sale.parcel(id, { state: 'packed' }), 409)).toMatchObject({
    code: 'parcel.illegal_transition',
  });
});

test('what is packed can not be cancelled any more', async ({ shop }) => {
  const sale = await aSale(shop);
  const made = await body<Sold>(await sale.admin('fulfilments', { lines: sale.lines }), 201);
  await body(await sale.parcel(made.fulfilments[0]!.id, { state: 'packed' }), 200);
  const cancel = await shop.request.post(`/api/v1/orders/${sale.order.id}/cancel`, {
    data: {},
    headers: sale.headers,
  });
  expect(await problem(cancel, 409)).toMatchObject({ code: 'order.not_cancellable' });
  expect(await sale.read()).toMatchObject({ state: 'confirmed', paymentState: 'captured' });
});

test('the rest of a partly shipped order is cancelled: stock and money are back, and the order completes', async ({
  shop,
}) => {
  const sale = await aSale(shop);
  const { mug, order, lines, admin, parcel } = sale;
  const one = [{ lineId: lines[0]!.lineId, quantity: 1 }];
  const made = await body<Sold>(await admin('fulfilments', { lines: one }), 201);
  const id = made.fulfilments[0]!.id;
  for (const state of ['packed', 'shipped']) await body(await parcel(id, { state }), 200);
  const asCustomer = { data: {}, headers: sale.headers };
  const tooLate = await shop.request.post(`/api/v1/orders/${order.id}/cancel`, asCustomer);
  expect(await problem(tooLate, 409)).toMatchObject({ code: 'order.not_cancellable' });
  const cancelled = await body<Sold>(await admin('cancellations', { reason: 'Sold out' }), 201);
  expect(cancelled).toMatchObject({
    fulfilmentState: 'fulfilled',
    cancellations: [{ lines: [{ quantity: 1 }] }],
    refunds: [{ amount: { amount: 1000 } }],
  });
  await expect.poll(() => shop.stockOf(mug.slug)).toBe(4);
  await expect.poll(sale.read).toMatchObject({ refunded: { amount: 1000 }, refunds: [{ state: 'done' }] });
  const done = await body<Sold>(await parcel(id, { state: 'delivered' }), 200);
  expect(done).toMatchObject({ state: 'completed', paymentState: 'partially_refunded' });
});

test('what is refunded in full is not shipped, and can still be cancelled', async ({ shop }) => {
  const sale = await aSale(shop);
  const { order, lines, admin, parcel } = sale;
  const made = await body<Sold>(await admin('fulfilments', { lines }), 201);
  const all = { amount: order.totals.grand, reason: 'Too late' };
  const { refunds } = await body<Sold>(await admin('refunds', all), 201);
  await body(await admin(`refunds/${refunds[0]!.id}/approve`), 200);
  await expect.poll(async () => (await sale.read()).paymentState).toBe('refunded');
  const packed = await parcel(made.fulfilments[0]!.id, { state: 'packed' });
  expect(await problem(packed, 409)).toMatchObject({ code: 'fulfilment.refunded' });
  expect(await body<Sold>(await admin('cancel'), 200)).toMatchObject({
    state: 'cancelled',
    paymentState: 'refunded',
  });
});

test('a guest returns items; staff receive them and refund in two steps', async ({ shop }) => {
  const sale = await aSale(shop);
  const { mug, lines, admin, back } = sale;
  await send(sale);
  const asked = await body<Sold>(await back({ lines, reason: 'Too blue' }, key()), 201);
  const { id } = asked.returns[0]!;
  for (const operation of ['approve', 'receive', 'close'])
    await body(await admin(`returns/${id}/${operation}`), 200);
  await expect.poll(() => shop.stockOf(mug.slug)).toBe(5);

  const refund = { amount: { amount: 2000, currency: 'GBP' }, reason: 'Sent back' };
  const wanted = await body<Sold>(await admin('refunds', refund, key()), 201);
  expect(wanted).toMatchObject({ paymentState: 'captured', refunds: [{ state: 'requested' }] });
  await body(await admin(`refunds/${wanted.refunds[0]!.id}/approve`), 200);
  await expect.poll(sale.read).toMatchObject({
    paymentState: 'partially_refunded',
    refunded: { amount: 2000 },
    refunds: [{ state: 'done' }],
  });
});

test('refunds never exceed the payment, nor returns what was shipped', async ({ shop }) => {
  const sale = await aSale(shop);
  const { order, lines, admin, back } = sale;
  const before = await sale.read();
  const much = { amount: { amount: order.totals.grand.amount + 1, currency: 'GBP' }, reason: 'Kindness' };
  expect(await problem(await admin('refunds', much), 409)).toMatchObject({ code: 'refund.exceeds_captured' });
  expect(await problem(await back({ lines, reason: 'Changed my mind' }), 409)).toMatchObject({
    code: 'return.exceeds_shipped',
  });
  const strange = [{ lineId: order.id, quantity: 1 }];
  expect(await problem(await back({ lines: strange, reason: 'Found it' }), 404)).toMatchObject({
    code: 'line.not_found',
  });
  expect(await sale.read()).toEqual(before);
});

test('parcels, returns and refunds refuse transitions that their state does not allow', async ({ shop }) => {
  const sale = await aSale(shop);
  const { lines, admin, parcel, back } = sale;
  const refused = async (operation: () => Promise<APIResponse>, code: string) => {
    const before = await sale.read();
    expect(await problem(await operation(), 409)).toMatchObject({ code });
    expect(await sale.read()).toEqual(before);
  };
  const { fulfilments } = await body<Sold>(await admin('fulfilments', { lines }), 201);
  const parcelId = fulfilments[0]!.id;
  for (const state of ['delivered', 'shipped'])
    await refused(() => parcel(parcelId, { state }), 'parcel.illegal_transition');
  await refused(() => admin('fulfilments', { lines }), 'fulfilment.exceeds_ordered');
  for (const state of ['packed', 'shipped']) await body(await parcel(parcelId, { state }), 200);
  await refused(() => parcel(parcelId, { state: 'cancelled' }), 'parcel.illegal_transition');
  await refused(() => admin('cancel'), 'order.not_cancellable');

  const { returns } = await body<Sold>(await back({ lines, reason: 'Too blue' }), 201);
  const returnId = returns[0]!.id;
  for (const operation of ['receive', 'close'])
    await refused(() => admin(`returns/${returnId}/${operation}`), 'return.illegal_transition');
  await refused(() => back({ lines, reason: 'Once more' }), 'return.exceeds_shipped');

  const all = { amount: { amount: 2000, currency: 'GBP' }, reason: 'Sent back' };
  const { refunds } = await body<Sold>(await admin('refunds', all), 201);
  await refused(() => admin('refunds', all), 'refund.exceeds_captured');
  const refundId = refunds[0]!.id;
  await body(await admin(`refunds/${refundId}/reject`), 200);
  await refused(() => admin(`refunds/${refundId}/approve`), 'refund.illegal_transition');
});

test('the same key makes one parcel, one return, one refund', async ({ shop }) => {
  const sale = await aSale(shop);
  const headers = key();
  const amount = { amount: 100, currency: 'GBP' };
  for (let i = 0; i < 3; i++)
    await body(await sale.admin('refunds', { amount, reason: 'A scratch' }, headers), 201);
  expect((await sale.read()).refunds).toHaveLength(1);
  const other = await sale.admin('refunds', { amount, reason: 'Another scratch' }, headers);
  expect(await problem(other, 422)).toMatchObject({ code: 'idempotency.mismatch' });
});

test('another customer’s order can not be returned, and only staff ship and refund', async ({
  shop,
  stranger,
}) => {
  const sale = await aSale(shop);
  const data = { lines: sale.lines, reason: 'Mine now' };
  const path = `/api/v1/orders/${sale.order.id}/returns`;
  expect(await problem(await stranger.request.post(path, { data }), 404)).toMatchObject({
    code: 'order.not_found',
  });
  const { accessToken } = await stranger.aUser();
  for (const what of ['fulfilments', 'refunds']) {
    const admin = `/api/v1/admin/orders/${sale.order.id}/${what}`;
    expect(await problem(await stranger.request.post(admin, { data: {} }), 401)).toMatchObject({
      code: 'auth.required',
    });
    const asUser = await stranger.request.post(admin, { data: {}, headers: bearer(accessToken) });
    expect(await problem(asUser, 403)).toMatchObject({ code: 'auth.forbidden' });
  }
});
