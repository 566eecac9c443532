import { DomainError } from '@tradepost/decision';
import type { Order } from './order.ts';

/** Who asks. `isTokenValid` says that a guest showed the right proof for this very order. */
export type Asker = {
  readonly userId: string | null;
  readonly isTokenValid: boolean;
  readonly isStaff: boolean;
};

/** Somebody else's order looks as if it did not exist. @throws DomainError `order.not_found` */
export function assertMaySee(order: Order | undefined, asker: Asker): asserts order is Order {
  if (order && maySee(order, asker)) return;
  throw new DomainError('missing', 'order.not_found', 'There is no such order.');
}

function maySee(order: Order, asker: Asker): boolean {
  if (asker.isStaff || asker.isTokenValid) return true;
  return order.userId !== null && order.userId === asker.userId;
}
