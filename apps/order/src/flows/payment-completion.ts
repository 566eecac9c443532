import type { OrderHistory } from './ports/order-store.ts';

/** How a purchase stands after its payer acted. */
export interface PaymentCompletion extends OrderHistory {
  /** False: it is still in progress. */
  readonly isSettled: boolean;
}

export const completionOf = (found: OrderHistory): PaymentCompletion => ({
  ...found,
  isSettled: found.order.state !== 'pending',
});
