import { DomainError } from '@tradepost/decision';
import type { Order, OrderDetails } from './order.ts';

/** Who calls. `isTokenValid`: a guest showed the right token of this very order. */
export interface Caller {
  readonly userId: string | null;
  readonly isTokenValid: boolean;
  readonly isStaff: boolean;
}

/** To anyone else an order looks as if it did not exist. @throws DomainError `order.not_found` */
export function assertVisible(order: Order | undefined, caller: Caller): asserts order is Order {
  if (order && canSee(order, caller)) return;
  throw orderNotFound();
}

export const orderNotFound = (): DomainError =>
  new DomainError('missing', 'order.not_found', 'There is no such order.');

function canSee({ userId }: OrderDetails, caller: Caller): boolean {
  if (caller.isStaff || caller.isTokenValid) return true;
  return userId !== null && userId === caller.userId;
}
