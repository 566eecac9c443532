import type { DomainError } from '@tradepost/decision';

/**
 * Whether the refusal of a purchase is its final answer, replayed for the same idempotency key.
 * Payment declined, out of stock, price changed: the shopper must decide again, with a new key. Any other refusal
 * is a mistake in the request, which can be corrected and sent again with the same key.
 */
export function isFinal(error: DomainError): boolean {
  return error.kind === 'payment' || error.code.startsWith('stock.') || error.code === 'price.drift';
}
