import { describe, expect, test } from '@jest/globals';
import { aPaidOrder } from '../testing/builders.ts';
import { createParcel, moveParcel } from './fulfilment.ts';
import type { Order } from './order.ts';
import { moveReturn, requestReturn } from './returns.ts';
import type { ParcelState, ReturnState } from './states.ts';

const NOW = new Date('2026-03-04T05:06:07Z');
const mugs = (quantity: number) => [{ lineId: 'mugs', quantity }];
const code = (code: string) => expect.objectContaining({ kind: 'conflict', code }) as unknown as Error;

/** An order of which two of three mugs are in a parcel that took these steps. */
function sent(...steps: ParcelState[]): Order {
  const { state } = createParcel(aPaidOrder(), { id: 'p1', lines: mugs(2), tracking: '' }, NOW);
  return steps.reduce((order, to) => moveParcel(order, { id: 'p1', to, tracking: '' }, NOW).state, state);
}
const ask = (order: Order, id: string, quantity: number, reason = 'too blue') =>
  requestReturn(order, { id, lines: mugs(quantity), reason }, 'customer', NOW);
const after = (order: Order, id: string, ...steps: ReturnState[]): Order =>
  steps.reduce((now, to) => moveReturn(now, id, to, NOW).state, order);

describe('a return', () => {
  const shipped = sent('packed', 'shipped');

  test('is requested, and the event says by whom', () => {
    const { state, events } = ask(shipped, 'r1', 2);
    expect(state.returns).toMatchObject([
      { id: 'r1', state: 'requested', lines: mugs(2), reason: 'too blue' },
    ]);
    expect(state.version).toBe(shipped.version + 1);
    expect(events).toEqual([{ type: 'return.requested', returnId: 'r1', actor: 'customer' }]);
    expect(
      requestReturn(shipped, { id: 'r', lines: mugs(1), reason: 'x' }, 'staff', NOW).events,
    ).toMatchObject([{ actor: 'staff' }]);
  });

  test('is requested once; the same id for a different request is refused', () => {
    const { state } = ask(shipped, 'r1', 1);
    expect(ask(state, 'r1', 1).isChanged).toBe(false);
    for (const other of [() => ask(state, 'r1', 2), () => ask(state, 'r1', 1, 'too red')])
      expect(other).toThrow(expect.objectContaining({ code: 'idempotency.mismatch' }));
  });

  test.each(['', '  '])('needs a reason, not %j', (reason) => {
    expect(() => ask(shipped, 'r1', 1, reason)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  test('takes only what was shipped', () => {
    expect(() => ask(shipped, 'r1', 3)).toThrow(code('return.exceeds_shipped'));
    expect(() => ask(sent('packed'), 'r1', 1)).toThrow(code('return.exceeds_shipped'));
    expect(ask(sent('packed', 'shipped', 'delivered'), 'r1', 2).isChanged).toBe(true);
  });

  test('is one of 250 at most, those that were refused included', () => {
    let order = shipped;
    for (let at = 0; at < 250; at++) order = after(ask(order, `r${at}`, 1).state, `r${at}`, 'rejected');
    expect(() => ask(order, 'one more', 1)).toThrow(code('return.too_many'));
    expect(ask(order, 'r7', 1).isChanged).toBe(false);
  });

  test('takes only what is in no other return, rejected ones aside', () => {
    const { state } = ask(shipped, 'r1', 1);
    expect(() => ask(state, 'r2', 2)).toThrow(code('return.exceeds_shipped'));
    expect(ask(state, 'r2', 1).isChanged).toBe(true);
    expect(ask(after(state, 'r1', 'rejected'), 'r2', 2).isChanged).toBe(true);
    const closed = after(state, 'r1', 'approved', 'received', 'closed');
    expect(() => ask(closed, 'r2', 2)).toThrow(code('return.exceeds_shipped'));
  });

  test('moves as the table says, and announces each move', () => {
    const { state } = ask(shipped, 'r1', 1);
    expect(moveReturn(state, 'r1', 'approved', NOW)).toMatchObject({
      state: {
        returns: [{ state: 'approved', updatedAt: NOW }],
        version: state.version + 1,
      },
      events: [{ type: 'return.approved', returnId: 'r1', actor: 'staff' }],
    });
    expect(moveReturn(state, 'r1', 'requested', NOW).isChanged).toBe(false);
    expect(() => moveReturn(state, 'r1', 'received', NOW)).toThrow(code('return.illegal_transition'));
    expect(() => moveReturn(after(state, 'r1', 'approved'), 'r1', 'rejected', NOW)).toThrow(
      code('return.illegal_transition'),
    );
    expect(() => moveReturn(state, 'r2', 'approved', NOW)).toThrow(
      expect.objectContaining({ kind: 'missing', code: 'return.not_found' }),
    );
  });
});
