import type { PlaceOrderRequest, Refusal } from '@tradepost/contracts';
import { DomainError, type Facts } from '@tradepost/decision';
import { cartTokenOf } from '../cart/cart-access.ts';
import { requestParameter } from '../http/checked.ts';
import { languageOf } from '../http/language.ts';
import { RepeatedError } from '../http/repeated-error.ts';
import type { PlaceOrder } from '../shapes/order.ts';
import { fromAddress, fromMoney } from '../shapes/shared-mapping.ts';

/** What the request says of the buyer besides the body. */
export interface Buyer {
  readonly idempotencyKey: string;
  readonly userId: string;
  /** The guest's token of the cart. */
  readonly cartToken: string;
  readonly acceptLanguage: string | undefined;
}

/** `@Buying() buyer: Buyer` */
export const Buying = requestParameter((request): Buyer => ({
  idempotencyKey: request.write.idempotencyKey,
  userId: request.identity?.userId ?? '',
  cartToken: cartTokenOf(request),
  acceptLanguage: request.headers['accept-language'],
}));

/** @throws DomainError `request.invalid` */
export function toPlaceOrderRequest(body: PlaceOrder, buyer: Buyer): PlaceOrderRequest {
  if ((body.cartId === undefined) === (body.lines === undefined))
    throw missing('cartId', 'Exactly one of "cartId" and "lines" is required.');
  // Only the cart service knows whether anything is shipped.
  if (body.lines && !body.shippingAddress && !body.billingAddress)
    throw missing(
      'shippingAddress',
      '"shippingAddress" is required with "lines", or "billingAddress" when nothing is shipped. Add it to the body.',
    );
  return {
    idempotencyKey: buyer.idempotencyKey,
    userId: buyer.userId,
    cartId: body.cartId ?? '',
    cartToken: body.cartId ? buyer.cartToken : '',
    lines: body.lines ?? [],
    email: body.email,
    shippingAddress: body.shippingAddress && fromAddress(body.shippingAddress),
    billingAddress: body.billingAddress && fromAddress(body.billingAddress),
    shippingOptionId: body.shippingOptionId ?? '',
    paymentProvider: body.payment.provider,
    paymentToken: body.payment.token,
    expectedTotal: body.expectedTotal && fromMoney(body.expectedTotal),
    externalReference: body.externalReference ?? '',
    locale: languageOf(body.locale, buyer.acceptLanguage),
  };
}

const missing = (field: string, detail: string): DomainError =>
  new DomainError('invalid', 'request.invalid', detail, {
    errors: [{ code: 'field.missing', in: 'body', field, detail }],
  });

/** A stored refusal has the trace of its first time, so that the answer stays the same byte for byte. */
export function toError({ code, detail, factsJson, traceId }: Refusal): RepeatedError {
  const facts = JSON.parse(factsJson || '{}') as Facts;
  const kind = code.startsWith('payment.') ? 'payment' : 'conflict';
  return new RepeatedError(new DomainError(kind, code, detail, facts), traceId);
}
