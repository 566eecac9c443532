import type { DomainError } from '@tradepost/decision';

/**
 * Whether a "no" to a purchase is its final answer, given again for ever with the same key.
 * Payment refused, goods sold out, price changed: the shopper must decide anew, with a new key. Any other "no"
 * is a mistake in the request, which may be mended and sent again with the same key.
 */
export function isFinal(error: DomainError): boolean {
  return error.kind === 'payment' || error.code.startsWith('stock.') || error.code === 'price.drift';
}
