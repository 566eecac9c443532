import { DomainError } from '@tradepost/decision';
import { notFound, sumByLine, type LineQuantity } from './documents.ts';
import type { Order, OrderLine } from './order.ts';

/** The lines that were bought; none before the order has prices. */
export const linesOf = ({ priced }: Pick<Order, 'priced'>): readonly OrderLine[] => priced?.lines ?? [];

/** How many of each line are to be sent: what was bought, less what was cancelled. */
export function toSend(order: Order): Map<string, number> {
  const cancelled = sumByLine(order.cancellations);
  return new Map(linesOf(order).map(({ id, quantity }) => [id, quantity - (cancelled.get(id) ?? 0)]));
}

/** False: nothing of these lines is shipped. */
export const isShipped = (lines: readonly Pick<OrderLine, 'requiresShipping'>[]): boolean =>
  lines.some(({ requiresShipping }) => requiresShipping);

/** The lines with these ids. */
export function linesIn(order: Pick<Order, 'priced'>, of: readonly LineQuantity[]): OrderLine[] {
  const ids = new Set(of.map(({ lineId }) => lineId));
  return linesOf(order).filter(({ id }) => ids.has(id));
}

/** Variants and quantities of these lines. @throws DomainError `line.not_found` */
export function itemsOf(
  order: Order,
  lines: readonly LineQuantity[],
): { variantId: string; quantity: number }[] {
  const variantOf = new Map(linesOf(order).map((line) => [line.id, line.variantId]));
  return lines.map(({ lineId, quantity }) => {
    const variantId = variantOf.get(lineId);
    if (!variantId) throw notFound('line');
    return { variantId, quantity };
  });
}

/**
 * Checks that the lines belong to this order, each named once, with at most `available` of each.
 * @param code of the error when more is requested than there is
 * @throws DomainError `line.not_found`, `request.invalid`, or `code`
 */
export function assertAvailable(
  order: Order,
  lines: readonly LineQuantity[],
  available: (lineId: string) => number,
  code: string,
): void {
  assertLines(order, lines);
  const errors = lines
    .filter(({ lineId, quantity }) => quantity > available(lineId))
    .map(({ lineId, quantity }) => ({ code, lineId, asked: quantity, available: available(lineId) }));
  if (errors.length > 0)
    throw new DomainError('conflict', code, 'A quantity is larger than what is left of its line.', {
      errors,
    });
}

function assertLines(order: Order, lines: readonly LineQuantity[]): void {
  if (lines.length === 0 || new Set(lines.map(({ lineId }) => lineId)).size < lines.length)
    throw new DomainError(
      'invalid',
      'request.invalid',
      '`lines` must name at least one line, and each line once.',
    );
  const known = new Set(linesOf(order).map(({ id }) => id));
  const unknown = lines.find(({ lineId }) => !known.has(lineId));
  if (unknown) throw notFound('line', { lineId: unknown.lineId });
  if (lines.some(({ quantity }) => !Number.isInteger(quantity) || quantity < 1))
    throw new DomainError('invalid', 'request.invalid', '`quantity` must be a whole number above 0.');
}
