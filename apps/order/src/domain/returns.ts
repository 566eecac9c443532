import { changed, DomainError, unchanged } from '@tradepost/decision';
import {
  assertWithin,
  isSame,
  notFound,
  quantities,
  replaced,
  type AfterSale,
  type LineQuantity,
  type Return,
  type SaleDecision,
} from './after-sale.ts';
import { shippedOf } from './fulfilment.ts';
import type { Actor } from './order.ts';
import { next } from './purchase.ts';
import { move, returnMachine, type ReturnState } from './states.ts';

export type NewReturn = {
  readonly id: string;
  readonly lines: readonly LineQuantity[];
  readonly reason: string;
};

/** Asks to send goods back that were sent out and are in no other return; the same id again changes nothing. */
export function requestReturn(
  sale: AfterSale,
  { id, lines, reason }: NewReturn,
  actor: Actor,
  now: Date,
): SaleDecision {
  const { order, returns } = sale;
  const before = returns.find((one) => one.id === id);
  if (isSame(before && { lines: before.lines, reason: before.reason }, { lines, reason }))
    return unchanged(sale);
  if (reason.trim() === '') throw new DomainError('invalid', 'request.invalid', 'Say why.');
  const sent = quantities(shippedOf(sale));
  const back = quantities(returns.filter(({ state }) => state !== 'rejected'));
  const left = (lineId: string) => (sent.get(lineId) ?? 0) - (back.get(lineId) ?? 0);
  assertWithin(order, lines, left, 'return.exceeds_shipped');
  const made: Return = { id, lines, reason, state: 'requested', createdAt: now, updatedAt: now };
  return changed(
    { ...sale, order: next(order, now, {}), returns: [...returns, made] },
    { type: 'return.requested', returnId: id, actor },
  );
}

/** Moves a return on; goods that are received go back to stock afterwards. */
export function moveReturn(sale: AfterSale, id: string, to: ReturnState, now: Date): SaleDecision {
  const found = sale.returns.find((one) => one.id === id);
  if (!found) throw notFound('return');
  if (found.state === to) return unchanged(sale);
  const moved = { ...found, state: move(returnMachine, found.state, to), updatedAt: now };
  const order = next(sale.order, now, {});
  return changed(
    { ...sale, order, returns: replaced(sale.returns, moved) },
    { type: `return.${to}`, returnId: id, actor: 'staff' },
  );
}
