import type { nothing } from '@tradepost/database';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { cancel } from '../domain/cancellation.ts';
import type { Order } from '../domain/order.ts';
import { captured, confirm, placeOrder, price, reject, type Draft } from '../domain/purchase.ts';
import { StaleOrder, type Claim, type OrderStore } from '../flows/ports.ts';
import { aPriced } from './builders.ts';

/** The store, and a statement that stands in for a saga's own write. */
export type StoreUnderTest = { store: OrderStore; aSagaWrite: () => typeof nothing };

const NOW = new Date('2026-01-02T03:04:05.678Z');

const aClaim = (change: Partial<Claim> = {}): Claim => ({
  scope: 'place-order/guest',
  key: uuidv7(),
  requestHash: Buffer.from('a hash'),
  ...change,
});

const draft = (change: Partial<Draft> = {}) =>
  placeOrder(
    {
      id: uuidv7(),
      userId: null,
      email: 'ada@example.com',
      cartId: null,
      externalReference: null,
      billingAddress: null,
      provider: 'sandbox',
      ...change,
    },
    '',
    NOW,
  );

/** What every store of orders must keep; run on memory and on Postgres. */
export function orderStoreContract(open: () => Promise<StoreUnderTest>): void {
  let store: OrderStore;
  let aSagaWrite: StoreUnderTest['aSagaWrite'];
  beforeEach(async () => ({ store, aSagaWrite } = await open()));

  const claim = (claimed: Claim, change: Partial<Draft> = {}) =>
    store.claim(draft(change), claimed, aSagaWrite);

  async function made(change: Partial<Draft> = {}, claimed: Claim = aClaim()): Promise<Order> {
    const answer = await claim(claimed, change);
    if (answer.kind !== 'claimed') throw new Error('the key was taken');
    return answer.order;
  }

  async function bought(change: Partial<Draft> = {}): Promise<Order> {
    const order = await made(change);
    const priced = price(order, aPriced(), NOW);
    await store.save(priced);
    const confirmed = confirm(priced.state, uuidv7(), NOW);
    await store.save(confirmed);
    return confirmed.state;
  }

  describe('claiming a key', () => {
    test('makes the order with a number of its own', async () => {
      const [one, other] = [await made(), await made()];
      expect(one.number).toMatch(/^TP-\d{6,}$/);
      expect(other.number).not.toBe(one.number);
      expect(await store.find(one.id)).toEqual(one);
    });

    test('fifty at once make one order', async () => {
      const same = aClaim();
      const answers = await Promise.all(Array.from({ length: 50 }, () => claim(same)));
      expect(answers.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
      const others = answers.filter((answer) => answer.kind === 'taken');
      expect(others.every(({ answer, requestHash }) => answer === null && requestHash.length > 0)).toBe(true);
    });

    test('in another scope is another key', async () => {
      const same = aClaim();
      await made({}, same);
      expect(await claim({ ...same, scope: 'place-order/somebody' })).toMatchObject({ kind: 'claimed' });
    });

    test('a finished one gives the very bytes of the answer', async () => {
      const same = aClaim();
      const order = await made({}, same);
      const bytes = Uint8Array.from([0, 255, 1, 254]);
      await store.save(price(order, aPriced(), NOW), { answer: { claim: same, bytes } });
      const taken = await claim(same);
      expect(taken.kind === 'taken' && Buffer.from(taken.answer ?? []).equals(bytes)).toBe(true);
    });

    test('a freed one can be claimed again', async () => {
      const same = aClaim();
      const order = await made({}, same);
      await store.save(reject(order, 'order.timeout', false, NOW), { freed: same });
      expect(await store.findClaim(same)).toBeUndefined();
      expect(await claim(same)).toMatchObject({ kind: 'claimed' });
    });

    test('a discarded order leaves nothing behind', async () => {
      const same = aClaim();
      const order = await made({}, same);
      await store.discard(order.id, same, aSagaWrite());
      expect(await store.find(order.id)).toBeUndefined();
      expect(await claim(same)).toMatchObject({ kind: 'claimed' });
    });
  });

  describe('an external reference', () => {
    test('names one order, also among twenty at once', async () => {
      const externalReference = uuidv7();
      const answers = await Promise.allSettled(Array.from({ length: 20 }, () => made({ externalReference })));
      const winner = answers.find((answer) => answer.status === 'fulfilled');
      const losers = answers.filter((answer) => answer.status === 'rejected');
      expect(losers).toHaveLength(19);
      expect(losers[0]?.reason).toMatchObject({
        kind: 'duplicate',
        code: 'order.duplicate_reference',
        facts: { orderId: winner?.value.id },
      });
    });

    test('leaves the key of the refused purchase free', async () => {
      const externalReference = uuidv7();
      await made({ externalReference });
      const same = aClaim();
      await expect(made({ externalReference }, same)).rejects.toThrow();
      expect(await claim(same)).toMatchObject({ kind: 'claimed' });
    });

    test('is free again when its order was rejected', async () => {
      const externalReference = uuidv7();
      const order = await made({ externalReference });
      await store.save(reject(order, 'payment.declined', true, NOW));
      expect(await made({ externalReference })).toMatchObject({ externalReference });
    });
  });

  describe('an order', () => {
    test('comes back as it was saved, at every step', async () => {
      const order = await made({ userId: uuidv7(), cartId: uuidv7(), externalReference: uuidv7() });
      const priced = price(order, aPriced(), NOW);
      await store.save(priced);
      expect(await store.find(order.id)).toEqual(priced.state);
      const confirmed = confirm(priced.state, 'auth-1', NOW);
      await store.save(confirmed);
      expect(await store.find(order.id)).toEqual(confirmed.state);
      const paid = captured(confirmed.state, NOW);
      await store.save(paid);
      expect(await store.find(order.id)).toEqual(paid.state);
    });

    test('tells its story', async () => {
      const order = await bought();
      await store.save(cancel(order, 'customer', 'changed my mind', NOW));
      const found = await store.findWithTimeline(order.id);
      expect(found?.timeline).toEqual([
        { at: NOW, type: 'order.placed', detail: '', actor: 'customer' },
        { at: NOW, type: 'order.confirmed', detail: '', actor: 'system' },
        { at: NOW, type: 'order.cancelled', detail: 'changed my mind', actor: 'customer' },
      ]);
    });

    test('is changed by one of twenty who saw the same version', async () => {
      const order = await bought();
      const answers = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) => store.save(cancel(order, 'customer', `racer ${i}`, NOW))),
      );
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const lost = answers.find((answer) => answer.status === 'rejected');
      expect(lost?.reason).toBeInstanceOf(StaleOrder);
      const found = await store.findWithTimeline(order.id);
      expect(found?.timeline.filter(({ type }) => type === 'order.cancelled')).toHaveLength(1);
    });

    test('that does not exist is not found', async () => {
      expect(await store.find(uuidv7())).toBeUndefined();
      expect(await store.findWithTimeline(uuidv7())).toBeUndefined();
    });
  });

  describe('lists', () => {
    test('go page by page, newest first', async () => {
      const userId = uuidv7();
      const ids: string[] = [];
      for (let i = 0; i < 5; i++) ids.unshift((await made({ userId })).id);
      const first = await store.list({ userId }, 3, undefined);
      const second = await store.list({ userId }, 3, first.at(-1)?.id);
      expect([...first, ...second].map(({ id }) => id)).toEqual(ids);
    });

    test('filter by state, payment state, number, e-mail and reference', async () => {
      const userId = uuidv7();
      const email = `${userId}@Example.com`;
      const externalReference = `ref-${userId}`;
      const pending = await made({ userId });
      const confirmed = await bought({ userId, email, externalReference });
      const idsOf = async (filter: object) =>
        (await store.list({ userId, ...filter }, 10, undefined)).map(({ id }) => id);
      expect(await idsOf({})).toEqual([confirmed.id, pending.id]);
      expect(await idsOf({ state: 'confirmed' })).toEqual([confirmed.id]);
      expect(await idsOf({ state: 'pending' })).toEqual([pending.id]);
      expect(await idsOf({ paymentState: 'authorized' })).toEqual([confirmed.id]);
      expect(await idsOf({ query: confirmed.number.toLowerCase() })).toEqual([confirmed.id]);
      expect(await idsOf({ query: email.toLowerCase() })).toEqual([confirmed.id]);
      expect(await idsOf({ query: externalReference })).toEqual([confirmed.id]);
      expect(await idsOf({ query: 'nothing of the kind' })).toEqual([]);
    });
  });
}
