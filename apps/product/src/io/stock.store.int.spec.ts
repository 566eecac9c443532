import { sql } from '@tradepost/database';
import { waitFor } from '@tradepost/testing/waiting';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAIN_LOCATION, quantityPerVariant } from '../domain/stock.ts';
import { LATER, type Line, NOW, StockFixture, toItem } from '../testing/stock-fixture.ts';
import { aStockedVariant } from '../testing/stock-rows.ts';

let stock: StockFixture;
beforeAll(async () => {
  stock = await StockFixture.open();
}, 30_000);
afterAll(() => stock.close());

describe('stock', () => {
  it('holds, commits and keeps the sum of movements equal to the level', async () => {
    const id = await stock.variant(5);
    const order = v7();
    expect(await stock.hold(order, [id, 3])).toEqual({ kind: 'held' });
    expect(await stock.level(id)).toEqual({ onHand: 5, held: 3, moved: 5 });
    expect(await stock.store.commit(order, NOW)).toEqual({ kind: 'committed' });
    expect(await stock.level(id)).toEqual({ onHand: 2, held: 0, moved: 2 });
  });

  it('changes nothing when hold, commit or release is repeated', async () => {
    const id = await stock.variant(3);
    const order = v7();
    for (let i = 0; i < 2; i++) expect(await stock.hold(order, [id, 3])).toEqual({ kind: 'held' });
    for (let i = 0; i < 2; i++) expect(await stock.store.commit(order, NOW)).toEqual({ kind: 'committed' });
    expect(await stock.hold(order, [id, 3])).toEqual({ kind: 'committed' });
    for (let i = 0; i < 2; i++) await stock.store.release(order, 'cancelled', NOW);
    expect(await stock.level(id)).toEqual({ onHand: 3, held: 0, moved: 3 });
  });

  it('sells at once what needs no hold, which then neither expires nor is sold again', async () => {
    const id = await stock.variant(6, 10);
    const [sold, held] = [v7(), v7()];
    for (let i = 0; i < 2; i++) expect(await stock.sell(sold, [id, 7])).toEqual({ kind: 'committed' });
    expect(await stock.level(id)).toEqual({ onHand: 9, held: 0, moved: 9 });
    expect(await stock.store.commit(sold, NOW)).toEqual({ kind: 'committed' });
    await stock.store.expire(LATER, 1_000);
    expect(await stock.stateOf(sold)).toBe('committed');
    await stock.hold(held, [id, 1]);
    // An order that holds its stock, as one of the release before does, keeps its hold until it commits it.
    expect(await stock.sell(held, [id, 1])).toEqual({ kind: 'held' });
    expect(await stock.sell(v7(), [id, 9])).toMatchObject({ kind: 'short', short: [{ available: 8 }] });
    await stock.store.release(sold, 'rejected', NOW);
    expect(await stock.level(id)).toEqual({ onHand: 16, held: 1, moved: 16 });
  });

  it('takes nothing when one line is short, and names the short lines', async () => {
    const [plenty, scarce] = [await stock.variant(9), await stock.variant(2)];
    const outcome = await stock.hold(v7(), [plenty, 1], [scarce, 3]);
    expect(outcome).toMatchObject({
      kind: 'short',
      short: [{ code: 'stock.insufficient', variantId: scarce, asked: 3, available: 2 }],
    });
    expect(await stock.level(plenty)).toMatchObject({ held: 0 });
  });

  it('adds up two lines of one variant before it decides', async () => {
    const id = await stock.variant(3);
    expect(await stock.hold(v7(), [id, 2], [id, 2])).toMatchObject({ kind: 'short', short: [{ asked: 4 }] });
    expect(await stock.hold(v7(), [id, 2], [id, 1])).toEqual({ kind: 'held' });
  });

  it('refuses an unknown variant', async () => {
    const unknown = v7();
    expect(await stock.hold(v7(), [unknown, 1])).toMatchObject({
      short: [{ code: 'variant.not_on_sale', variantId: unknown, available: 0 }],
    });
  });

  it('never runs out of a variant whose stock is not counted', async () => {
    const id = await stock.variant(null);
    const order = v7();
    expect(await stock.hold(order, [id, 999_999])).toEqual({ kind: 'held', isUncounted: true });
    await stock.store.commit(order, NOW);
    expect(await stock.level(id)).toMatchObject({ onHand: -999_999, held: 0 });
  });

  it('splits a quantity over locations', async () => {
    const id = await stock.variant(6, 10);
    expect(await stock.hold(v7(), [id, 10])).toEqual({ kind: 'held' });
    expect(await stock.level(id)).toMatchObject({ held: 10 });
    expect(await stock.hold(v7(), [id, 7])).toMatchObject({ kind: 'short', short: [{ available: 6 }] });
    expect(await stock.hold(v7(), [id, 6])).toEqual({ kind: 'held' });
  });

  it('gives back what was held, and what was sold', async () => {
    const id = await stock.variant(4);
    const [held, sold] = [v7(), v7()];
    await stock.hold(held, [id, 1]);
    await stock.hold(sold, [id, 2]);
    await stock.store.commit(sold, NOW);
    await stock.store.release(held, 'changed their mind', NOW);
    await stock.store.release(sold, 'changed their mind', NOW);
    expect(await stock.level(id)).toEqual({ onHand: 4, held: 0, moved: 4 });
    expect(await stock.store.commit(held, NOW)).toEqual({ kind: 'gone', state: 'released' });
  });

  it('refuses a hold after a release of the same order', async () => {
    const id = await stock.variant(4);
    const order = v7();
    await stock.store.release(order, 'gave up waiting', NOW);
    expect(await stock.hold(order, [id, 1])).toEqual({ kind: 'gone', state: 'released' });
    expect(await stock.level(id)).toMatchObject({ held: 0 });
  });

  it('expires holds whose time is over, but none that was committed', async () => {
    const id = await stock.variant(4);
    const [late, paid] = [v7(), v7()];
    await stock.hold(late, [id, 1]);
    await stock.hold(paid, [id, 1]);
    await stock.store.commit(paid, NOW);
    await stock.store.expire(new Date(LATER.getTime() - 1), 1_000);
    expect(await stock.level(id)).toMatchObject({ held: 1 });
    await stock.store.expire(LATER, 1_000);
    expect(await stock.level(id)).toMatchObject({ onHand: 3, held: 0 });
    expect(await stock.store.commit(late, LATER)).toEqual({ kind: 'gone', state: 'expired' });
    expect(await stock.hold(late, [id, 1])).toEqual({ kind: 'gone', state: 'expired' });
  });

  it('extends a hold, and never shortens it', async () => {
    const id = await stock.variant(4);
    const order = v7();
    const later = new Date(LATER.getTime() + 60_000);
    await stock.hold(order, [id, 1]);
    expect(await stock.store.extend(order, later, NOW)).toEqual({ kind: 'extended' });
    expect(await stock.store.extend(order, NOW, NOW)).toEqual({ kind: 'extended' });
    await stock.store.expire(LATER, 1_000);
    expect(await stock.level(id)).toMatchObject({ held: 1 });
    await stock.store.expire(later, 1_000);
    expect(await stock.level(id)).toMatchObject({ held: 0 });
    expect(await stock.store.extend(order, later, NOW)).toEqual({ kind: 'gone', state: 'expired' });
    expect(await stock.store.extend(v7(), later, NOW)).toEqual({ kind: 'gone', state: 'unknown' });
  });

  it('consumes what left in parcels, each once, and gives none of it back', async () => {
    const [one, two] = [await stock.variant(5, 5), await stock.variant(5)];
    const order = v7();
    const shipment = (shipmentId: string, ...items: Line[]) =>
      stock.store.consume({ shipmentId, orderId: order, items: quantityPerVariant(items.map(toItem)) }, NOW);
    await stock.hold(order, [one, 7], [two, 1]);
    await expect(shipment(v7(), [two, 1])).rejects.toMatchObject({ code: 'stock.hold_gone' });
    await stock.store.commit(order, NOW);
    const first = v7();
    for (let i = 0; i < 2; i++) await shipment(first, [one, 4]);
    await expect(shipment(v7(), [one, 4])).rejects.toMatchObject({ code: 'stock.exceeds_sold' });
    await stock.store.release(order, 'too late', NOW);
    expect(await stock.level(one)).toEqual({ onHand: 3, held: 0, moved: 3 });
    await Promise.all([shipment(v7(), [one, 3]), shipment(v7(), [two, 1])]);
    expect(await stock.stateOf(order)).toBe('consumed');
    await stock.store.release(order, 'too late', NOW);
    expect(await stock.store.commit(order, NOW)).toEqual({ kind: 'committed' });
    await shipment(first, [one, 4]);
    expect(await stock.stateOf(order)).toBe('consumed');
    expect(await stock.level(one)).toEqual({ onHand: 3, held: 0, moved: 3 });
  });

  it('gives back what will not leave, each release once, and consumes the rest', async () => {
    const [one, two] = [await stock.variant(5, 5), await stock.variant(5)];
    const order = v7();
    const release = (releaseId: string, ...items: Line[]) =>
      stock.store.releaseItems(
        { releaseId, orderId: order, items: quantityPerVariant(items.map(toItem)) },
        NOW,
      );
    await stock.hold(order, [one, 7], [two, 1]);
    await expect(release(v7(), [two, 1])).rejects.toMatchObject({ code: 'stock.hold_gone' });
    await stock.store.commit(order, NOW);
    const ship = { shipmentId: v7(), orderId: order, items: [{ variantId: one, quantity: 4 }] };
    await stock.store.consume(ship, NOW);
    await expect(release(v7(), [one, 4])).rejects.toMatchObject({ code: 'stock.exceeds_sold' });
    const first = v7();
    await Promise.all(Array.from({ length: 50 }, () => release(first, [one, 2])));
    expect(await stock.level(one)).toEqual({ onHand: 5, held: 0, moved: 5 });
    // The location that is used last gets its items back first.
    expect(await stock.linesOf(order, one)).toEqual([5]);
    expect(await stock.stateOf(order)).toBe('committed');
    await expect(release(v7(), [one, 2])).rejects.toMatchObject({ code: 'stock.exceeds_sold' });
    await release(v7(), [one, 1], [two, 1]);
    expect(await stock.stateOf(order)).toBe('consumed');
    expect(await stock.level(one)).toEqual({ onHand: 6, held: 0, moved: 6 });
    expect(await stock.level(two)).toEqual({ onHand: 5, held: 0, moved: 5 });
    await stock.store.consume(ship, NOW);
    await stock.store.release(order, 'too late', NOW);
    expect(await stock.level(one)).toEqual({ onHand: 6, held: 0, moved: 6 });
  });

  it('gives back by a whole release what releases of items have left', async () => {
    const [one, two] = [await stock.variant(5), await stock.variant(5)];
    const order = v7();
    await stock.hold(order, [one, 3], [two, 2]);
    await stock.store.commit(order, NOW);
    const items = [
      { variantId: one, quantity: 1 },
      { variantId: two, quantity: 2 },
    ].sort((a, b) => (a.variantId < b.variantId ? -1 : 1));
    await stock.store.releaseItems({ releaseId: v7(), orderId: order, items }, NOW);
    await stock.store.release(order, 'cancelled', NOW);
    for (const id of [one, two]) expect(await stock.level(id)).toEqual({ onHand: 5, held: 0, moved: 5 });
    expect(await stock.stateOf(order)).toBe('released');
    await stock.store.releaseItems({ releaseId: v7(), orderId: order, items }, NOW);
    expect(await stock.level(one)).toMatchObject({ onHand: 5 });
  });

  it('ships or gives back each sold item, by fifty at once', async () => {
    const id = await stock.variant(30);
    const order = v7();
    const items = [{ variantId: id, quantity: 1 }];
    await stock.hold(order, [id, 30]);
    await stock.store.commit(order, NOW);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) =>
        i % 2
          ? stock.store.releaseItems({ releaseId: v7(), orderId: order, items }, NOW)
          : stock.store.consume({ shipmentId: v7(), orderId: order, items }, NOW),
      ),
    );
    const done = (parity: number) =>
      outcomes.filter(({ status }, i) => status === 'fulfilled' && i % 2 === parity).length;
    const shipped = await stock.db.one<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM consumed_lines WHERE order_id = ${order}`,
    );
    expect(shipped.n + done(1)).toBe(30);
    expect(done(0)).toBe(shipped.n);
    expect(await stock.level(id)).toEqual({ onHand: done(1), held: 0, moved: done(1) });
    expect(await stock.stateOf(order)).toBe('consumed');
  });

  it('checks a hold again after an expiry had to wait for its stock, and keeps it if it was extended meanwhile', async () => {
    const { store, db } = stock;
    const variantId = await stock.variant(3);
    const [kept, left] = [v7(), v7()];
    await store.expire(LATER, 1_000);
    for (const order of [kept, left]) await stock.hold(order, [variantId, 1]);
    const expiring = await db.tx(async (tx) => {
      await tx.execute(sql`SELECT FROM stock WHERE variant_id = ${variantId} FOR UPDATE`);
      const begun = store.expire(LATER, 1_000);
      const waiting = sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      await waitFor(async () => expect(await db.query(waiting)).toHaveLength(1));
      await store.extend(kept, new Date(LATER.getTime() + 60_000), NOW);
      return { begun };
    });
    expect(await expiring.begun).toBe(1);
    expect(await stock.level(variantId)).toMatchObject({ held: 1 });
    expect(await store.commit(left, LATER)).toEqual({ kind: 'gone', state: 'expired' });
    expect(await store.commit(kept, LATER)).toEqual({ kind: 'committed' });
  });
});

describe('the database as the last guard', () => {
  it('refuses to hold more than there is, whatever statement asks', async () => {
    const { variantId } = await aStockedVariant(stock.db, [{ locationId: MAIN_LOCATION, onHand: 1 }]);
    await expect(
      stock.db.execute(sql`UPDATE stock SET held = 2 WHERE variant_id = ${variantId}`),
    ).rejects.toMatchObject({ constraint: 'stock_not_oversold' });
  });

  it('refuses a line that leaves less than nothing, also of stock that is sold at once', async () => {
    const id = await stock.variant(5);
    const order = v7();
    await stock.sell(order, [id, 5]);
    await expect(
      stock.db.execute(sql`
        WITH level AS (UPDATE stock SET on_hand = on_hand - 1 WHERE variant_id = ${id} RETURNING available)
        UPDATE hold_lines SET available_after = available FROM level WHERE order_id = ${order}`),
    ).rejects.toMatchObject({ constraint: 'hold_lines_not_oversold' });
  });

  it('takes a count below zero, of which nothing can be held', async () => {
    const { variantId } = await aStockedVariant(stock.db, [{ locationId: MAIN_LOCATION, onHand: -2 }]);
    const hold = sql`UPDATE stock SET held = 1 WHERE variant_id = ${variantId}`;
    await expect(stock.db.execute(hold)).rejects.toMatchObject({ constraint: 'stock_not_oversold' });
  });

  it('keeps movements as they were written', async () => {
    await aStockedVariant(stock.db, [{ locationId: MAIN_LOCATION, onHand: 1 }]);
    await expect(stock.db.execute(sql`DELETE FROM stock_movements`)).rejects.toThrow('append-only');
    await expect(stock.db.execute(sql`UPDATE stock_movements SET quantity = 9`)).rejects.toThrow(
      'append-only',
    );
  });
});
