import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAIN_LOCATION } from './domain/stock.ts';
import { mismatches } from './io/stock-check.worker.ts';
import { aStockedVariant } from './testing/stock-rows.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

const aVariant = async (onHand: number) =>
  (await aStockedVariant(running.db, [{ locationId: MAIN_LOCATION, onHand }])).variantId;
const newLocation = async (priority = 1) => {
  const code = `annexe-${v7()}`;
  const made = await running.product.createLocation({ code, name: 'Annexe', priority, idempotencyKey: '' });
  return made.location?.id ?? '';
};
const stocked = (variantId: string, more: Partial<Parameters<typeof running.product.setVariantStock>[0]>) =>
  running.product.setVariantStock({
    ...{ variantId, change: undefined, expectedVersion: undefined, idempotencyKey: '' },
    ...more,
  });
const hold = (variantId: string, quantity: number, orderId = v7()) =>
  running.product.holdStock({ orderId, items: [{ variantId, quantity }], ttlMs: 60_000 });
const linesOf = (variantId: string) =>
  running.db.query(sql`
    SELECT line.location_id AS location, line.quantity::int AS quantity FROM hold_lines line
    JOIN locations l ON l.id = line.location_id WHERE variant_id = ${variantId} ORDER BY l.priority`);
const onHand = (count: number) => ({ $case: 'onHand', onHand: count }) as const;

describe('locations', () => {
  it('are emptied in their order: ten of six and ten are six and four', async () => {
    const [variantId, location] = [await aVariant(6), await newLocation()];
    const { variant } = await stocked(variantId, { locationId: location, change: onHand(10) });
    expect(variant).toMatchObject({ quantityAvailable: 16, version: 2 });
    await hold(variantId, 10);
    expect(await linesOf(variantId)).toEqual([
      { location: MAIN_LOCATION, quantity: 6 },
      { location, quantity: 4 },
    ]);
    await expect(hold(variantId, 7)).rejects.toMatchObject({ code: 'stock.insufficient' });
    await expect(stocked(variantId, { locationId: location, change: onHand(3) })).rejects.toMatchObject({
      code: 'stock.below_held',
    });
    await hold(variantId, 6);
  });

  it('sell exactly what all of them have to fifty racing buyers', async () => {
    const variantId = await aVariant(7);
    for (const count of [5, 8])
      await stocked(variantId, { locationId: await newLocation(count), change: onHand(count) });
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => hold(variantId, 1)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
  });

  it('are created once per key, each with its own code', async () => {
    const request = {
      code: `depot-${v7()}`,
      name: 'Depot',
      priority: 3,
      idempotencyKey: 'depot',
      actorId: v7(),
    };
    const all = await Promise.all(Array.from({ length: 20 }, () => running.product.createLocation(request)));
    expect(new Set(all.map(({ location }) => location?.id)).size).toBe(1);
    expect((await running.product.listLocations({})).items).toContainEqual(all[0]?.location);
    await expect(running.product.createLocation({ ...request, idempotencyKey: '' })).rejects.toMatchObject({
      code: 'location.code_taken',
    });
    await expect(
      running.product.createLocation({ ...request, code: 'No spaces', idempotencyKey: '' }),
    ).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('must exist before stock is put there', async () => {
    const variantId = await aVariant(1);
    for (const locationId of [v7(), 'here'])
      await expect(stocked(variantId, { locationId, change: onHand(1) })).rejects.toMatchObject({
        code: 'location.not_found',
      });
  });
});

describe('a backorder limit', () => {
  it('lets that many be sold beyond what is on hand, and not one more', async () => {
    const variantId = await aVariant(2);
    await stocked(variantId, { backorderLimit: 3 });
    const order = v7();
    await hold(variantId, 5, order);
    await expect(hold(variantId, 1)).rejects.toMatchObject({ code: 'stock.insufficient' });
    await running.product.commitStock({ orderId: order });
    await expect(stocked(variantId, { backorderLimit: 2 })).rejects.toMatchObject({
      code: 'stock.below_held',
    });
    expect(await mismatches(running.db)).toMatchObject({ found: [], count: 0 });
  });

  it('is set alone or with a quantity, but the request must change something', async () => {
    const variantId = await aVariant(1);
    const { variant } = await stocked(variantId, { change: onHand(4), backorderLimit: 2 });
    expect(variant).toMatchObject({ quantityAvailable: 6 });
    await expect(stocked(variantId, {})).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('movements', () => {
  it('are read in pages, newest first, and add up to the level', async () => {
    const variantId = await aVariant(5);
    for (const by of [1, 2, 3]) await stocked(variantId, { change: { $case: 'adjustBy', adjustBy: by } });
    const page = (pageToken: string) => running.product.listMovements({ variantId, pageSize: 3, pageToken });
    const first = await page('');
    expect(first.items.map(({ quantity }) => quantity)).toEqual([3, 2, 1]);
    const last = await page(first.nextPageToken);
    expect(last).toMatchObject({ items: [{ quantity: 5, reason: 'import' }], nextPageToken: '' });
    await expect(page('x')).rejects.toMatchObject({ code: 'cursor.invalid' });
    await expect(
      running.product.listMovements({ variantId: v7(), pageSize: 3, pageToken: '' }),
    ).rejects.toMatchObject({ code: 'variant.not_found' });
  });

  it('that do not add up to their level are reported, each with its numbers', async () => {
    expect(await mismatches(running.db)).toMatchObject({ found: [], count: 0 });
    const variantId = await aVariant(5);
    await running.db.execute(sql`UPDATE stock SET on_hand = 4 WHERE variant_id = ${variantId}`);
    expect(await mismatches(running.db)).toMatchObject({
      found: [{ variantId, locationId: MAIN_LOCATION, onHand: 4, moved: 5 }],
      count: 1,
    });
    await running.db.execute(sql`UPDATE stock SET on_hand = 5 WHERE variant_id = ${variantId}`);
  });
});

describe('a hold', () => {
  it('can be extended until it ends', async () => {
    const variantId = await aVariant(1);
    const order = v7();
    await hold(variantId, 1, order);
    await running.product.extendHold({ orderId: order, ttlMs: 120_000 });
    await running.product.releaseStock({ orderId: order, reason: 'spec' });
    await expect(running.product.extendHold({ orderId: order, ttlMs: 120_000 })).rejects.toMatchObject({
      code: 'stock.hold_gone',
    });
    await expect(running.product.extendHold({ orderId: order, ttlMs: 1 })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });
});
