import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SagaWrite } from '@tradepost/saga';
import { v7 as uuidv7 } from 'uuid';
import { cancel } from '../domain/cancellation.ts';
import { withPrices, type Order, type OrderDecision, type OrderWithPrices } from '../domain/order.ts';
import { captured } from '../domain/order-payment.ts';
import { confirm, placeOrder, putToReview, reject, requireAction, type Draft } from '../domain/purchase.ts';
import { cancelItems } from '../domain/item-cancellation.ts';
import { requestRefund } from '../domain/refund.ts';
import type { AlsoWrite, OrderStore } from '../flows/ports/order-store.ts';
import type { Claim, PurchaseStore } from '../flows/ports/purchase-store.ts';
import { aPriced, gbp, pricedAt } from './builders.ts';

/** The stores, and writes of a saga. */
export interface StoresUnderTest {
  readonly orders: OrderStore;
  readonly purchases: PurchaseStore;
  aSagaWrite(): SagaWrite;
  /** Of a saga that another process has taken over. */
  aLostSagaWrite(): SagaWrite;
}

const NOW = new Date('2026-01-02T03:04:05.678Z');

const aClaim = (change: Partial<Claim> = {}): Claim => ({
  scope: 'place-order/guest',
  key: uuidv7(),
  request: 'a request',
  ...change,
});

export const aPlacedOrder = (change: Partial<Draft> = {}) =>
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
export function orderStoreContract(open: () => Promise<StoresUnderTest>): void {
  let stores: StoresUnderTest;
  beforeEach(async () => (stores = await open()));

  const claim = (claimed: Claim, change: Partial<Draft> = {}) =>
    stores.purchases.claim(aPlacedOrder(change), claimed, stores.aSagaWrite());
  const change = (
    { id }: Order,
    decide: (order: Order) => OrderDecision,
    also: () => AlsoWrite = () => ({}),
  ) => stores.orders.change(id, decide, also);

  const priceIt = (order: Order, also?: () => AlsoWrite) => {
    const priced = aPriced();
    return change(order, (current) => pricedAt(current, priced, NOW), also);
  };
  const confirmIt = (order: Order) => change(order, (current) => confirm(withPrices(current), order.id, NOW));

  async function placed(draft: Partial<Draft> = {}, claimed: Claim = aClaim()): Promise<Order> {
    const answer = await claim(claimed, draft);
    if (answer.kind !== 'claimed') throw new Error('the key was taken');
    return answer.order;
  }

  async function bought(draft: Partial<Draft> = {}): Promise<Order> {
    const order = await placed(draft);
    await priceIt(order);
    return (await confirmIt(order)).order;
  }

  describe('claiming a key', () => {
    test('makes the order with a number of its own', async () => {
      const [one, other] = [await placed(), await placed()];
      expect(one.number).toMatch(/^TP-\d{6,}$/);
      expect(other.number).not.toBe(one.number);
      expect(await stores.orders.find(one.id)).toEqual(one);
    });

    test('fifty at once make one order', async () => {
      const same = aClaim();
      const answers = await Promise.all(Array.from({ length: 50 }, () => claim(same)));
      expect(answers.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
      const others = answers.filter((answer) => answer.kind === 'taken');
      expect(others.every(({ answer, isSameRequest }) => answer === null && isSameRequest)).toBe(true);
    });

    test('tells the same request from another one', async () => {
      const same = aClaim();
      await placed({}, same);
      expect(await claim(same)).toMatchObject({ kind: 'taken', isSameRequest: true });
      expect(await claim({ ...same, request: 'another request' })).toMatchObject({ isSameRequest: false });
    });

    test('in another scope is another key', async () => {
      const same = aClaim();
      await placed({}, same);
      expect(await claim({ ...same, scope: 'place-order/another' })).toMatchObject({ kind: 'claimed' });
    });

    test('that has an answer gives the very bytes of it', async () => {
      const same = aClaim();
      const order = await placed({}, same);
      const bytes = Uint8Array.from([0, 255, 1, 254]);
      await priceIt(order, () => ({ answer: { claim: same, bytes } }));
      const taken = await claim(same);
      expect(taken.kind === 'taken' && Buffer.from(taken.answer ?? []).equals(bytes)).toBe(true);
      expect(Buffer.from((await stores.purchases.findAnswer(order.id, same)) ?? []).equals(bytes)).toBe(true);
    });

    test('works again when the key was freed', async () => {
      const same = aClaim();
      const order = await placed({}, same);
      await change(
        order,
        (current) => reject(current, 'order.timeout', false, NOW),
        () => ({ freedKey: same }),
      );
      expect(await stores.purchases.findClaim(same)).toBeUndefined();
      expect(await claim(same)).toMatchObject({ kind: 'claimed' });
    });

    test('can be answered or freed without a change of the order', async () => {
      const [answered, freed] = [aClaim(), aClaim()];
      const order = await placed({}, answered);
      await placed({}, freed);
      const saga = stores.aSagaWrite();
      await stores.purchases.settle({ saga, answer: { claim: answered, bytes: Buffer.from('no') } });
      await stores.purchases.settle({ saga, freedKey: freed });
      expect(await stores.purchases.findClaim(answered)).toMatchObject({ answer: Buffer.from('no') });
      expect(await stores.purchases.findClaim(freed)).toBeUndefined();
      expect(await stores.orders.find(order.id)).toEqual(order);
    });

    test('leaves nothing behind when its order is discarded', async () => {
      const same = aClaim();
      const order = await placed({}, same);
      await stores.purchases.discard(order.id, same, stores.aSagaWrite());
      expect(await stores.orders.find(order.id)).toBeUndefined();
      expect(await claim(same)).toMatchObject({ kind: 'claimed' });
    });
  });

  describe('an external reference', () => {
    test('names one order, also among twenty at once', async () => {
      const externalReference = uuidv7();
      const answers = await Promise.allSettled(
        Array.from({ length: 20 }, () => placed({ externalReference })),
      );
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
      await placed({ externalReference });
      const same = aClaim();
      await expect(placed({ externalReference }, same)).rejects.toThrow();
      expect(await claim(same)).toMatchObject({ kind: 'claimed' });
    });

    test('is free again when its order was rejected', async () => {
      const externalReference = uuidv7();
      const order = await placed({ externalReference });
      await change(order, (current) => reject(current, 'payment.declined', true, NOW));
      expect(await placed({ externalReference })).toMatchObject({ externalReference });
    });
  });

  describe('an order', () => {
    test('is read back as it was saved, at every step', async () => {
      const order = await placed({ userId: uuidv7(), cartId: uuidv7(), externalReference: uuidv7() });
      const steps = [
        () => priceIt(order),
        () => confirmIt(order),
        () => change(order, (current) => captured(withPrices(current), NOW)),
      ];
      for (const [i, step] of steps.entries()) {
        const { order: saved, isSaved } = await step();
        expect([isSaved, saved.version]).toEqual([true, i + 2]);
        expect(await stores.orders.find(order.id)).toEqual(saved);
        expect(await stores.orders.get(order.id)).toEqual(saved);
      }
    });

    test.each<[string, (order: OrderWithPrices) => OrderDecision]>([
      ['bought', (order) => confirm(order, order.id, NOW)],
      ['rejected', (order) => reject(order, 'payment.declined', true, NOW)],
      ['waiting for its payer', (order) => requireAction(order, { url: 'http://bank', until: NOW }, NOW)],
    ])('that gets its prices when it is %s is read back as it was saved', async (_, decide) => {
      const { id } = await placed({ cartId: uuidv7() });
      const priced = aPriced();
      const { order: saved } = await stores.orders.change(id, (order) => decide(withPrices(order, priced)));
      expect(saved).toMatchObject({ priced, version: 2 });
      expect(await stores.orders.find(id)).toEqual(saved);
    });

    test('has a timeline', async () => {
      const order = await bought();
      await change(order, (current) => cancel(current, 'customer', 'changed my mind', NOW));
      const found = await stores.orders.findHistory(order.id);
      expect(found?.timeline).toEqual([
        { at: NOW, type: 'order.placed', detail: '', actor: 'customer' },
        { at: NOW, type: 'order.confirmed', detail: '', actor: 'system' },
        { at: NOW, type: 'order.cancelled', detail: 'changed my mind', actor: 'customer' },
      ]);
    });

    test('is read back with the items of it that were cancelled', async () => {
      const { id } = await bought();
      const paid = (await stores.orders.change(id, (current) => captured(withPrices(current), NOW))).order;
      const lineId = paid.priced?.lines[0]?.id ?? '';
      const request = { lines: [{ lineId, quantity: 1 }], reason: 'sold out', refundsShipping: true };
      const ids = { id: uuidv7(), refundId: uuidv7() };
      const { order } = await stores.orders.change(id, (current) =>
        cancelItems(current, { ...request, ...ids }, 'staff', NOW),
      );
      expect(order.cancellations).toEqual([{ ...request, ...ids, createdAt: NOW }]);
      expect(await stores.orders.find(id)).toEqual(order);
      expect((await stores.orders.findHistory(id))?.order).toEqual(order);
    });

    test('is changed by one of twenty at once, and the others decide on what it is then', async () => {
      const order = await bought();
      const changes = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          change(order, (current) => cancel(current, 'customer', `racer ${i}`, NOW)),
        ),
      );
      expect(changes.filter(({ isSaved }) => isSaved)).toHaveLength(1);
      const { timeline, order: now } = (await stores.orders.findHistory(order.id))!;
      expect(timeline.filter(({ type }) => type === 'order.cancelled')).toHaveLength(1);
      for (const { order: seen } of changes) expect(seen.reason).toBe(now.reason);
    });

    test('loses none of twenty changes at once', async () => {
      const { id } = await bought();
      const paid = (await stores.orders.change(id, (current) => captured(withPrices(current), NOW))).order;
      const refund = () => ({ id: uuidv7(), amount: gbp(1), reason: 'a scratch' });
      const changes = await Promise.all(
        Array.from({ length: 20 }, () => {
          const requested = refund();
          return change(paid, (current) => requestRefund(current, requested, NOW));
        }),
      );
      expect(changes.every(({ isSaved }) => isSaved)).toBe(true);
      const now = await stores.orders.find(id);
      expect(now?.refunds).toHaveLength(20);
      expect(now?.version).toBe(paid.version + 20);
    });

    test('writes nothing, and nothing with it, when the decision changes nothing', async () => {
      const order = await bought();
      const same = aClaim();
      await placed({}, same);
      const confirmAgain = () => ({ state: order, events: [], isChanged: false });
      expect(await change(order, confirmAgain, () => ({ freedKey: same }))).toEqual({
        order,
        isSaved: false,
      });
      expect(await stores.purchases.findClaim(same)).toBeDefined();
    });

    test('stays as it is when its saga was taken over, and so does the key', async () => {
      const same = aClaim();
      const order = await placed({}, same);
      const saga = stores.aLostSagaWrite();
      const lost = { code: 'SG001' };
      await expect(priceIt(order, () => ({ saga, freedKey: same }))).rejects.toMatchObject(lost);
      await expect(stores.purchases.settle({ saga, freedKey: same })).rejects.toMatchObject(lost);
      await expect(stores.purchases.discard(order.id, same, saga)).rejects.toMatchObject(lost);
      expect(await stores.orders.find(order.id)).toEqual(order);
      expect(await stores.purchases.findClaim(same)).toMatchObject({ answer: null });
    });

    test('is the only one that its cart was bought with', async () => {
      const cartId = uuidv7();
      const answers = await Promise.allSettled([bought({ cartId }), bought({ cartId }), bought({ cartId })]);
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test('that was cancelled before it was bought does not keep its cart from being bought', async () => {
      const cartId = uuidv7();
      const order = await placed({ cartId });
      await change(order, (current) => putToReview(current, 'freeze and price.unsettled', NOW));
      await change(order, (current) => cancel(current, 'staff', '', NOW));
      expect((await bought({ cartId })).state).toBe('confirmed');
    });

    test('that does not exist is not found, and can not be changed', async () => {
      expect(await stores.orders.find(uuidv7())).toBeUndefined();
      expect(await stores.orders.findHistory(uuidv7())).toBeUndefined();
      await expect(
        stores.orders.change(uuidv7(), () => {
          throw new Error('there is nothing to decide on');
        }),
      ).rejects.toMatchObject({ code: 'order.not_found' });
    });
  });
}
