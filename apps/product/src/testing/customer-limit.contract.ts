import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import { holderOf, type Item, LATER, NOW, type Subject } from './stock-store.contract.ts';

/** What every store of stock keeps to where one customer may have only so many. */
export function customerLimitContract(name: string, subject: () => Subject): void {
  const holdFor = holderOf(subject);

  describe(`limits per customer in ${name}`, () => {
    it('gives one customer no more than the limit, over all that they have, and others as much', async () => {
      const { store, variant, level, limit } = subject();
      const [id, free] = [await variant(20, 20), await variant(20)];
      const [ada, first] = [v7(), v7()];
      await holdFor(ada, first, [id, 1]);
      await store.commit(first, NOW);
      await limit(id, 3);
      expect(await holdFor(ada, v7(), [free, 9], [id, 3])).toMatchObject({
        kind: 'over',
        over: [{ variantId: id, asked: 3, already: 1, limit: 3 }],
      });
      expect(await level(free)).toMatchObject({ held: 0 });
      expect(await holdFor(ada, v7(), [free, 9], [id, 2])).toEqual({ kind: 'held' });
      expect(await holdFor(ada, v7(), [id, 1])).toMatchObject({ kind: 'over', over: [{ already: 3 }] });
      expect(await holdFor(v7(), v7(), [id, 3])).toEqual({ kind: 'held' });
      expect(await holdFor('', v7(), [id, 4])).toMatchObject({ kind: 'over', over: [{ already: 0 }] });
    });

    it('counts no longer what a customer gave back: released, expired, returned', async () => {
      const { store, variant, limit } = subject();
      const id = await variant(20);
      await limit(id, 2);
      const [ada, released, expired, sold] = [v7(), v7(), v7(), v7()];
      await holdFor(ada, released, [id, 2]);
      await store.release(released, 'changed my mind', NOW);
      expect(await holdFor(ada, expired, [id, 2])).toEqual({ kind: 'held' });
      await store.expire(LATER, 1_000);
      expect(await holdFor(ada, sold, [id, 2])).toEqual({ kind: 'held' });
      await store.commit(sold, NOW);
      const back = { returnId: v7(), orderId: sold, items: [{ variantId: id, quantity: 1 }] };
      for (let i = 0; i < 2; i++) await store.takeBack(back, NOW);
      expect(await holdFor(ada, v7(), [id, 2])).toMatchObject({ kind: 'over', over: [{ already: 1 }] });
      expect(await holdFor(ada, v7(), [id, 1])).toEqual({ kind: 'held' });
    });

    it('answers an order that has its goods the same, also when its customer has the most', async () => {
      const { variant, limit } = subject();
      const id = await variant(9);
      await limit(id, 2);
      const [ada, order] = [v7(), v7()];
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => holdFor(ada, order, [id, 2])));
      expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['held']));
    });

    it('gives fifty racing purchases of one customer exactly the limit', async () => {
      const { store, variant, level, limit } = subject();
      const [id, other] = [await variant(30, 30), await variant(60)];
      await limit(id, 7);
      await limit(other, 30);
      const ada = v7();
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          const items: Item[] = [
            [id, 1],
            [other, 1],
          ];
          const order = v7();
          const outcome = await holdFor(ada, order, ...(i % 2 ? items : items.reverse()));
          if (i % 3 && outcome.kind === 'held') await store.commit(order, NOW);
          return outcome;
        }),
      );
      expect(outcomes.filter(({ kind }) => kind === 'held')).toHaveLength(7);
      expect(outcomes.filter(({ kind }) => kind === 'over')).toHaveLength(43);
      const { onHand, held } = await level(id);
      expect(60 - onHand + held).toBe(7);
    });
  });
}
