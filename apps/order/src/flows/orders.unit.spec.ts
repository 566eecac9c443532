import { beforeEach, expect, test } from '@jest/globals';
import type { Order } from '../domain/order.ts';
import { captured, confirm, price } from '../domain/purchase.ts';
import { aDraft, aPriced } from '../testing/builders.ts';
import { MemoryOrderStore } from '../testing/memory-order-store.ts';
import { Orders } from './orders.ts';

const now = new Date();
let store: MemoryOrderStore;
let orders: Orders;
let draft: Order;

beforeEach(() => {
  store = new MemoryOrderStore();
  orders = new Orders(store);
  draft = aDraft();
  store.orders.set(draft.id, draft);
  orders.keep(draft);
});

const priceIt = () => orders.change(draft.id, (order) => price(order, aPriced(), now));
const confirmIt = () => orders.change(draft.id, (order) => confirm(order, 'ref', now));
const captureIt = () => orders.change(draft.id, (order) => captured(order, now));

test('a reader who began before a write and comes back after it does not turn the copy at hand back', async () => {
  await priceIt();
  const before = await store.find(draft.id);
  let comeBack = (_: Order | undefined): void => {};
  const find = store.find.bind(store);
  store.find = () => new Promise((resolve) => (comeBack = resolve));
  const reading = orders.read(draft.id);
  store.find = find;
  await confirmIt();
  comeBack(before);
  await reading;
  expect((await orders.get(draft.id)).state).toBe('confirmed');
  const { order } = await captureIt();
  expect(order.paymentState).toBe('captured');
});

test('a copy that is behind, because the answer to a write got lost, refuses nothing', async () => {
  await priceIt();
  const save = store.save.bind(store);
  store.save = async (...args) => {
    await save(...args);
    throw new Error('the connection broke');
  };
  await expect(confirmIt()).rejects.toThrow('the connection broke');
  store.save = save;
  const { order } = await captureIt();
  expect(order.paymentState).toBe('captured');
});

test('what is stored still says no', async () => {
  await priceIt();
  await expect(captureIt()).rejects.toMatchObject({ code: 'payment.illegal_transition' });
});
