import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LATER, type Line, NOW, StockFixture } from '../testing/stock-fixture.ts';

let stock: StockFixture;
beforeAll(async () => {
  stock = await StockFixture.open();
});
afterAll(() => stock.close());

describe('a limit per customer', () => {
  it('gives a customer no more than the limit over all orders, and every other customer as much', async () => {
    const [id, free] = [await stock.variant(20, 20), await stock.variant(20)];
    const [ada, first] = [v7(), v7()];
    await stock.holdFor(ada, first, [id, 1]);
    await stock.store.commit(first, NOW);
    await stock.limitPerCustomer(id, 3);
    expect(await stock.holdFor(ada, v7(), [free, 9], [id, 3])).toMatchObject({
      kind: 'over',
      over: [{ variantId: id, asked: 3, already: 1, limit: 3 }],
    });
    expect(await stock.level(free)).toMatchObject({ held: 0 });
    expect(await stock.holdFor(ada, v7(), [free, 9], [id, 2])).toEqual({ kind: 'held' });
    expect(await stock.holdFor(ada, v7(), [id, 1])).toMatchObject({ kind: 'over', over: [{ already: 3 }] });
    expect(await stock.holdFor(v7(), v7(), [id, 3])).toEqual({ kind: 'held' });
    expect(await stock.holdFor('', v7(), [id, 4])).toMatchObject({ kind: 'over', over: [{ already: 0 }] });
  });

  it('does not count what was released, expired or returned', async () => {
    const id = await stock.variant(20);
    await stock.limitPerCustomer(id, 2);
    const [ada, released, expired, sold] = [v7(), v7(), v7(), v7()];
    await stock.holdFor(ada, released, [id, 2]);
    await stock.store.release(released, 'changed their mind', NOW);
    expect(await stock.holdFor(ada, expired, [id, 2])).toEqual({ kind: 'held' });
    await stock.store.expire(LATER, 1_000);
    expect(await stock.holdFor(ada, sold, [id, 2])).toEqual({ kind: 'held' });
    await stock.store.commit(sold, NOW);
    const back = { returnId: v7(), orderId: sold, items: [{ variantId: id, quantity: 1 }] };
    for (let i = 0; i < 2; i++) await stock.store.takeBack(back, NOW);
    expect(await stock.holdFor(ada, v7(), [id, 2])).toMatchObject({ kind: 'over', over: [{ already: 1 }] });
    expect(await stock.holdFor(ada, v7(), [id, 1])).toEqual({ kind: 'held' });
  });

  it('changes nothing when a hold that reaches the limit is repeated', async () => {
    const id = await stock.variant(9);
    await stock.limitPerCustomer(id, 2);
    const [ada, order] = [v7(), v7()];
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => stock.holdFor(ada, order, [id, 2])));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['held']));
  });

  it('gives fifty racing purchases of one customer exactly the limit', async () => {
    const [id, other] = [await stock.variant(30, 30), await stock.variant(60)];
    await stock.limitPerCustomer(id, 7);
    await stock.limitPerCustomer(other, 30);
    const ada = v7();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const items: Line[] = [
          [id, 1],
          [other, 1],
        ];
        const order = v7();
        const outcome = await stock.holdFor(ada, order, ...(i % 2 ? items : items.reverse()));
        if (i % 3 && outcome.kind === 'held') await stock.store.commit(order, NOW);
        return outcome;
      }),
    );
    expect(outcomes.filter(({ kind }) => kind === 'held')).toHaveLength(7);
    expect(outcomes.filter(({ kind }) => kind === 'over')).toHaveLength(43);
    const { onHand, held } = await stock.level(id);
    expect(60 - onHand + held).toBe(7);
  });
});
