import { changed, DomainError, unchanged } from '@tradepost/decision';
import { isRepeat, notFound, replaceById, sumByLine, type Return } from './documents.ts';
import { shippedOf } from './fulfilment.ts';
import { assertAvailable } from './order-lines.ts';
import { nextVersion, type Actor, type Order, type OrderDecision, type OrderEvent } from './order.ts';
import { returnMachine, type ReturnState } from './states.ts';

export type NewReturn = Pick<Return, 'id' | 'lines' | 'reason'>;

/** Customers may ask again after each refusal; without a limit the order would outgrow every message. */
const MOST_RETURNS = 250;

/** Requests a return of items that were shipped and are in no other return; repeating it changes nothing. */
export function requestReturn(
  order: Order,
  { id, lines, reason }: NewReturn,
  actor: Actor,
  now: Date,
): OrderDecision {
  const { returns } = order;
  const before = returns.find((one) => one.id === id);
  if (isRepeat(before && { lines: before.lines, reason: before.reason }, { lines, reason }))
    return unchanged(order);
  if (reason.trim() === '')
    throw new DomainError('invalid', 'request.invalid', '`reason` must say why the items are sent back.');
  if (returns.length >= MOST_RETURNS)
    throw new DomainError(
      'conflict',
      'return.too_many',
      `An order has at most ${MOST_RETURNS} returns. Ask the shop to take the items back.`,
    );
  const shipped = sumByLine(shippedOf(order));
  const returned = sumByLine(returns.filter(({ state }) => state !== 'rejected'));
  const left = (lineId: string) => (shipped.get(lineId) ?? 0) - (returned.get(lineId) ?? 0);
  assertAvailable(order, lines, left, 'return.exceeds_shipped');
  const made: Return = { id, lines, reason, state: 'requested', createdAt: now, updatedAt: now };
  return changed<Order, OrderEvent>(
    { ...order, ...nextVersion(order, now), returns: [...returns, made] },
    { type: 'return.requested', returnId: id, actor },
  );
}

/** Moves a return on; received items are restocked afterwards. */
export function moveReturn(order: Order, id: string, to: ReturnState, now: Date): OrderDecision {
  const found = order.returns.find((one) => one.id === id);
  if (!found) throw notFound('return');
  if (found.state === to) return unchanged(order);
  const moved = { ...found, state: returnMachine.move(found.state, to), updatedAt: now };
  return changed<Order, OrderEvent>(
    { ...order, ...nextVersion(order, now), returns: replaceById(order.returns, moved) },
    { type: `return.${to}`, returnId: id, actor: 'staff' },
  );
}
