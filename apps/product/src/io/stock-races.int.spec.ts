import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LATER, NOW, StockFixture } from '../testing/stock-fixture.ts';

let stock: StockFixture;
beforeAll(async () => {
  stock = await StockFixture.open();
});
afterAll(() => stock.close());

describe('stock under concurrency', () => {
  it('takes a return back once, also when fifty calls report it at once', async () => {
    const id = await stock.variant(5);
    const [one, other] = [v7(), v7()];
    const returned = { orderId: null, items: [{ variantId: id, quantity: 2 }] };
    await Promise.all(
      Array.from({ length: 50 }, () => stock.store.takeBack({ returnId: one, ...returned }, NOW)),
    );
    await stock.store.takeBack({ returnId: other, ...returned }, NOW);
    expect(await stock.level(id)).toEqual({ onHand: 9, held: 0, moved: 9 });
  });

  it('consumes the hold with the last of fifty parcels that leave at once', async () => {
    const id = await stock.variant(50);
    const order = v7();
    await stock.hold(order, [id, 50]);
    await stock.store.commit(order, NOW);
    const items = [{ variantId: id, quantity: 1 }];
    const leave = () => stock.store.consume({ shipmentId: v7(), orderId: order, items }, NOW);
    await Promise.all(Array.from({ length: 49 }, leave));
    expect(await stock.stateOf(order)).toBe('committed');
    const last = await Promise.allSettled(Array.from({ length: 50 }, leave));
    expect(last.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await stock.stateOf(order)).toBe('consumed');
  });

  it('sells exactly what there is to fifty racing buyers', async () => {
    const id = await stock.variant(20);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => stock.hold(v7(), [id, 1])));
    expect(outcomes.filter(({ kind }) => kind === 'held')).toHaveLength(20);
    expect(outcomes.filter(({ kind }) => kind === 'short')).toHaveLength(30);
    expect(await stock.level(id)).toMatchObject({ onHand: 20, held: 20 });
  });

  it('holds once for fifty concurrent calls of one order', async () => {
    const id = await stock.variant(20);
    const order = v7();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => stock.hold(order, [id, 2])));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['held']));
    expect(await stock.level(id)).toMatchObject({ held: 2 });
  });

  it('either extends or expires a hold, when fifty calls of each run at once', async () => {
    const ids = [await stock.variant(50), await stock.variant(50)] as const;
    const later = new Date(LATER.getTime() + 60_000);
    for (let round = 1; round <= 4; round++) {
      const orders = Array.from({ length: 50 }, () => v7());
      await Promise.all(orders.map((order) => stock.hold(order, [ids[0], 1], [ids[1], 1])));
      const expiring = orders.map(() => stock.store.expire(LATER, round));
      const outcomes = await Promise.all(orders.map((order) => stock.store.extend(order, later, NOW)));
      await Promise.all(expiring);
      await stock.store.expire(LATER, 1_000);
      const kept = orders.filter((_, i) => outcomes[i]?.kind === 'extended');
      for (const id of ids)
        expect(await stock.level(id)).toEqual({ onHand: 50, held: kept.length, moved: 50 });
      const sold = await Promise.all(kept.map((order) => stock.store.commit(order, LATER)));
      expect(sold.filter(({ kind }) => kind === 'committed')).toHaveLength(kept.length);
      await Promise.all(kept.map((order) => stock.store.release(order, 'race is over', NOW)));
    }
    for (const id of ids) expect(await stock.level(id)).toEqual({ onHand: 50, held: 0, moved: 50 });
  });

  it('frees everything after hold, commit, release and expiry of the same orders raced', async () => {
    const ids = [await stock.variant(30), await stock.variant(30), await stock.variant(30)] as const;
    const orders = Array.from({ length: 40 }, () => v7());
    const operations = orders.flatMap((order, i) => {
      const basket = ids.map((id, j): [string, number] => [id, 1 + ((i + j) % 2)]);
      if (i % 2) basket.reverse();
      return [
        () => stock.hold(order, ...basket),
        () => stock.store.commit(order, NOW),
        () => (i % 3 ? stock.store.release(order, 'race', NOW) : stock.hold(order, ...basket)),
        () => stock.store.expire(i % 5 ? NOW : LATER, 10),
      ];
    });
    await Promise.all(operations.map((operation) => operation()));
    await Promise.all(orders.map((order) => stock.store.release(order, 'race is over', NOW)));
    for (const id of ids) expect(await stock.level(id)).toEqual({ onHand: 30, held: 0, moved: 30 });
  });

  it('holds once for fifty concurrent calls of one order that takes all there is', async () => {
    const id = await stock.variant(2);
    const order = v7();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => stock.hold(order, [id, 2])));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['held']));
    expect(await stock.level(id)).toMatchObject({ onHand: 2, held: 2 });
  });
});
