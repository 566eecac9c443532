import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import { summed } from '../domain/stock.ts';
import type { HoldOutcome, StockStore } from '../flows/ports.ts';

export type Level = { onHand: number; held: number; moved: number };
export type Item = [variantId: string, quantity: number];

/** What the suites needs to know of a store beyond its port. */
export type Subject = {
  store: StockStore;
  /** A variant with these quantities, one per location; null: not counted. */
  variant(...piles: (number | null)[]): Promise<string>;
  level(variantId: string): Promise<Level>;
  stateOf(orderId: string): Promise<string | undefined>;
  /** From now on a customer may have so many. */
  limit(variantId: string, maxPerCustomer: number): Promise<void>;
};

export const NOW = new Date('2026-05-01T12:00:00Z');
export const LATER = new Date('2026-05-01T12:15:00Z');

const toWanted = ([variantId, quantity]: Item) => ({ variantId, quantity });

/** Holds for a customer; empty: not known. */
export const holderOf =
  (subject: () => Subject) =>
  (customer: string, orderId: string, ...items: Item[]): Promise<HoldOutcome> =>
    subject().store.hold({
      ...{ orderId, customer, now: NOW, expiresAt: LATER },
      wanted: summed(items.map(toWanted)),
    });

/** What every store of stock keeps to. */
export function stockStoreContract(name: string, subject: () => Subject): void {
  const holdFor = holderOf(subject);
  const hold = (orderId: string, ...items: Item[]) => holdFor('', orderId, ...items);

  describe(`stock in ${name}`, () => {
    it('holds, commits and keeps the sum of movements equal to the level', async () => {
      const { store, variant, level } = subject();
      const id = await variant(5);
      const order = v7();
      expect(await hold(order, [id, 3])).toEqual({ kind: 'held' });
      expect(await level(id)).toEqual({ onHand: 5, held: 3, moved: 5 });
      expect(await store.commit(order, NOW)).toEqual({ kind: 'committed' });
      expect(await level(id)).toEqual({ onHand: 2, held: 0, moved: 2 });
    });

    it('takes returned goods back once for a return, also by fifty at once', async () => {
      const { store, variant, level } = subject();
      const id = await variant(5);
      const [one, other] = [v7(), v7()];
      const goods = { orderId: null, items: [{ variantId: id, quantity: 2 }] };
      await Promise.all(Array.from({ length: 50 }, () => store.takeBack({ returnId: one, ...goods }, NOW)));
      await store.takeBack({ returnId: other, ...goods }, NOW);
      expect(await level(id)).toEqual({ onHand: 9, held: 0, moved: 9 });
    });

    it('answers the same when asked again', async () => {
      const { store, variant, level } = subject();
      const id = await variant(3);
      const order = v7();
      for (let i = 0; i < 2; i++) expect(await hold(order, [id, 3])).toEqual({ kind: 'held' });
      for (let i = 0; i < 2; i++) expect(await store.commit(order, NOW)).toEqual({ kind: 'committed' });
      expect(await hold(order, [id, 3])).toEqual({ kind: 'held' });
      for (let i = 0; i < 2; i++) await store.release(order, 'cancelled', NOW);
      expect(await level(id)).toEqual({ onHand: 3, held: 0, moved: 3 });
    });

    it('takes nothing when one line is short, and names the short lines', async () => {
      const { variant, level } = subject();
      const [plenty, scarce] = [await variant(9), await variant(2)];
      const outcome = await hold(v7(), [plenty, 1], [scarce, 3]);
      expect(outcome).toMatchObject({
        kind: 'short',
        short: [{ code: 'stock.insufficient', variantId: scarce, asked: 3, available: 2 }],
      });
      expect(await level(plenty)).toMatchObject({ held: 0 });
    });

    it('sums two lines of one variant before it looks', async () => {
      const id = await subject().variant(3);
      expect(await hold(v7(), [id, 2], [id, 2])).toMatchObject({ kind: 'short', short: [{ asked: 4 }] });
      expect(await hold(v7(), [id, 2], [id, 1])).toEqual({ kind: 'held' });
    });

    it('refuses a variant it does not know', async () => {
      const unknown = v7();
      expect(await hold(v7(), [unknown, 1])).toMatchObject({
        short: [{ code: 'variant.not_on_sale', variantId: unknown, available: 0 }],
      });
    });

    it('never runs out of what nobody counts', async () => {
      const { store, variant, level } = subject();
      const id = await variant(null);
      const order = v7();
      expect(await hold(order, [id, 999_999])).toEqual({ kind: 'held' });
      await store.commit(order, NOW);
      expect(await level(id)).toMatchObject({ onHand: -999_999, held: 0 });
    });

    it('splits a quantity over locations', async () => {
      const { variant, level } = subject();
      const id = await variant(6, 10);
      expect(await hold(v7(), [id, 10])).toEqual({ kind: 'held' });
      expect(await level(id)).toMatchObject({ held: 10 });
      expect(await hold(v7(), [id, 7])).toMatchObject({ kind: 'short', short: [{ available: 6 }] });
      expect(await hold(v7(), [id, 6])).toEqual({ kind: 'held' });
    });

    it('gives back what was held and what was sold', async () => {
      const { store, variant, level } = subject();
      const id = await variant(4);
      const [held, sold] = [v7(), v7()];
      await hold(held, [id, 1]);
      await hold(sold, [id, 2]);
      await store.commit(sold, NOW);
      await store.release(held, 'changed my mind', NOW);
      await store.release(sold, 'changed my mind', NOW);
      expect(await level(id)).toEqual({ onHand: 4, held: 0, moved: 4 });
      expect(await store.commit(held, NOW)).toEqual({ kind: 'gone', state: 'released' });
    });

    it('lets no hold come after a release of the same order', async () => {
      const { store, variant, level } = subject();
      const id = await variant(4);
      const order = v7();
      await store.release(order, 'gave up waiting', NOW);
      expect(await hold(order, [id, 1])).toEqual({ kind: 'gone', state: 'released' });
      expect(await level(id)).toMatchObject({ held: 0 });
    });

    it('expires what is past its time, but nothing that was committed', async () => {
      const { store, variant, level } = subject();
      const id = await variant(4);
      const [late, paid] = [v7(), v7()];
      await hold(late, [id, 1]);
      await hold(paid, [id, 1]);
      await store.commit(paid, NOW);
      await store.expire(new Date(LATER.getTime() - 1), 1_000);
      expect(await level(id)).toMatchObject({ held: 1 });
      await store.expire(LATER, 1_000);
      expect(await level(id)).toMatchObject({ onHand: 3, held: 0 });
      expect(await store.commit(late, LATER)).toEqual({ kind: 'gone', state: 'expired' });
      expect(await hold(late, [id, 1])).toEqual({ kind: 'gone', state: 'expired' });
    });

    it('keeps a hold for longer, and never for less', async () => {
      const { store, variant, level } = subject();
      const id = await variant(4);
      const order = v7();
      const later = new Date(LATER.getTime() + 60_000);
      await hold(order, [id, 1]);
      expect(await store.extend(order, later, NOW)).toEqual({ kind: 'extended' });
      expect(await store.extend(order, NOW, NOW)).toEqual({ kind: 'extended' });
      await store.expire(LATER, 1_000);
      expect(await level(id)).toMatchObject({ held: 1 });
      await store.expire(later, 1_000);
      expect(await level(id)).toMatchObject({ held: 0 });
      expect(await store.extend(order, later, NOW)).toEqual({ kind: 'gone', state: 'expired' });
      expect(await store.extend(v7(), later, NOW)).toEqual({ kind: 'gone', state: 'unknown' });
    });

    it('consumes what left in parcels, each once, and gives none of it back', async () => {
      const { store, variant, level } = subject();
      const [one, two] = [await variant(5, 5), await variant(5)];
      const order = v7();
      const shipment = (shipmentId: string, ...items: Item[]) =>
        store.consume({ shipmentId, orderId: order, items: summed(items.map(toWanted)) }, NOW);
      await hold(order, [one, 7], [two, 1]);
      await expect(shipment(v7(), [two, 1])).rejects.toMatchObject({ code: 'stock.hold_gone' });
      await store.commit(order, NOW);
      const first = v7();
      for (let i = 0; i < 2; i++) await shipment(first, [one, 4]);
      await expect(shipment(v7(), [one, 4])).rejects.toMatchObject({ code: 'stock.exceeds_sold' });
      await store.release(order, 'too late', NOW);
      expect(await level(one)).toEqual({ onHand: 3, held: 0, moved: 3 });
      await Promise.all([shipment(v7(), [one, 3]), shipment(v7(), [two, 1])]);
      expect(await subject().stateOf(order)).toBe('consumed');
      await store.release(order, 'too late', NOW);
      expect(await store.commit(order, NOW)).toEqual({ kind: 'committed' });
      await shipment(first, [one, 4]);
      expect(await subject().stateOf(order)).toBe('consumed');
      expect(await level(one)).toEqual({ onHand: 3, held: 0, moved: 3 });
    });

    it('lets fifty parcels leave at once, and knows the last', async () => {
      const { store, variant, stateOf } = subject();
      const id = await variant(50);
      const order = v7();
      await hold(order, [id, 50]);
      await store.commit(order, NOW);
      const items = [{ variantId: id, quantity: 1 }];
      const leave = () => store.consume({ shipmentId: v7(), orderId: order, items }, NOW);
      await Promise.all(Array.from({ length: 49 }, leave));
      expect(await stateOf(order)).toBe('committed');
      const last = await Promise.allSettled(Array.from({ length: 50 }, leave));
      expect(last.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await stateOf(order)).toBe('consumed');
    });

    it('sells exactly what there is to fifty racing buyers', async () => {
      const { variant, level } = subject();
      const id = await variant(20);
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => hold(v7(), [id, 1])));
      expect(outcomes.filter(({ kind }) => kind === 'held')).toHaveLength(20);
      expect(outcomes.filter(({ kind }) => kind === 'short')).toHaveLength(30);
      expect(await level(id)).toMatchObject({ onHand: 20, held: 20 });
    });

    it('holds once for fifty callers with one order', async () => {
      const { variant, level } = subject();
      const id = await variant(20);
      const order = v7();
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => hold(order, [id, 2])));
      expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['held']));
      expect(await level(id)).toMatchObject({ held: 2 });
    });

    it('either extends a hold or expires it, when fifty of each come at once', async () => {
      const { store, variant, level } = subject();
      const ids = [await variant(50), await variant(50)] as const;
      const later = new Date(LATER.getTime() + 60_000);
      for (let round = 1; round <= 4; round++) {
        const orders = Array.from({ length: 50 }, () => v7());
        await Promise.all(orders.map((order) => hold(order, [ids[0], 1], [ids[1], 1])));
        const expiring = orders.map(() => store.expire(LATER, round));
        const outcomes = await Promise.all(orders.map((order) => store.extend(order, later, NOW)));
        await Promise.all(expiring);
        await store.expire(LATER, 1_000);
        const kept = orders.filter((_, i) => outcomes[i]?.kind === 'extended');
        for (const id of ids) expect(await level(id)).toEqual({ onHand: 50, held: kept.length, moved: 50 });
        const sold = await Promise.all(kept.map((order) => store.commit(order, LATER)));
        expect(sold.filter(({ kind }) => kind === 'committed')).toHaveLength(kept.length);
        await Promise.all(kept.map((order) => store.release(order, 'race is over', NOW)));
      }
      for (const id of ids) expect(await level(id)).toEqual({ onHand: 50, held: 0, moved: 50 });
    });

    it('ends even when hold, commit, release and expiry of the same orders race', async () => {
      const { store, variant, level } = subject();
      const ids = [await variant(30), await variant(30), await variant(30)] as const;
      const orders = Array.from({ length: 40 }, () => v7());
      const deeds = orders.flatMap((order, i) => {
        const basket = ids.map((id, j): [string, number] => [id, 1 + ((i + j) % 2)]);
        if (i % 2) basket.reverse();
        return [
          () => hold(order, ...basket),
          () => store.commit(order, NOW),
          () => (i % 3 ? store.release(order, 'race', NOW) : hold(order, ...basket)),
          () => store.expire(i % 5 ? NOW : LATER, 10),
        ];
      });
      await Promise.all(deeds.map((deed) => deed()));
      await Promise.all(orders.map((order) => store.release(order, 'race is over', NOW)));
      for (const id of ids) expect(await level(id)).toEqual({ onHand: 30, held: 0, moved: 30 });
    });
  });
}
