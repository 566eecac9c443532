import { beforeEach, expect, test } from '@jest/globals';
import { aDraft } from '../testing/builders.ts';
import { RetainedOrders } from './retained-orders.ts';

let retained: RetainedOrders;
const order = aDraft({ version: 1 });
const second = { ...order, version: 2 };
const third = { ...order, version: 3 };

beforeEach(() => {
  retained = new RetainedOrders();
  retained.retain(order);
});

test('a reader that comes back with an older version than the last write does not replace it', () => {
  retained.update(third);
  retained.update(second);
  expect(retained.get(order.id)).toBe(third);
});

test('the answer is retained with the order, until both are released', () => {
  const answer = Buffer.from('an answer');
  retained.update(second, answer);
  retained.update(third);
  expect(retained.answerOf(order.id)).toBe(answer);
  retained.release(order.id);
  expect([retained.get(order.id), retained.answerOf(order.id)]).toEqual([undefined, undefined]);
});

test('an order that was not retained is not retained by an update', () => {
  const other = aDraft();
  retained.update(other);
  expect(retained.get(other.id)).toBeUndefined();
});
