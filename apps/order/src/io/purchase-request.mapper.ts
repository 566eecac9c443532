import type { PlaceOrderRequest } from '@tradepost/contracts';
import { normaliseUuid } from '@tradepost/decision';
import { toLocale } from '@tradepost/mail';
import type { PurchaseRequest } from '../domain/purchase-request.ts';

export function toPurchase(request: PlaceOrderRequest): PurchaseRequest {
  return {
    userId: idOf(request.userId),
    cartId: idOf(request.cartId),
    cartToken: request.cartToken,
    lines: request.lines.map(({ variantId, quantity }) => ({ variantId: idOf(variantId) ?? '', quantity })),
    email: request.email,
    shippingAddress: request.shippingAddress ?? null,
    billingAddress: request.billingAddress ?? null,
    shippingOptionId: request.shippingOptionId,
    paymentProvider: request.paymentProvider,
    paymentToken: request.paymentToken,
    expectedTotal: request.expectedTotal ?? null,
    externalReference: request.externalReference || null,
    locale: toLocale(request.locale),
  };
}

/** Other services compare ids as text, so they are passed on in lower case. What is no id is refused later, by name. */
const idOf = (text: string): string | null => normaliseUuid(text) ?? (text || null);
