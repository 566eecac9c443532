import type { Order as WireOrder, PlaceOrderRequest, PlaceOrderResponse } from '@tradepost/contracts';
import { changed, money } from '@tradepost/decision';
import { v7 as uuidv7 } from 'uuid';
import type { OrderDocuments } from '../domain/documents.ts';
import {
  nextVersion,
  orderIn,
  withPrices,
  type Address,
  type Order,
  type OrderDecision,
  type OrderDetails,
  type OrderLine,
  type OrderWithPrices,
  type Priced,
  type Totals,
} from '../domain/order.ts';
import { captured } from '../domain/order-payment.ts';
import type { Payment } from '../domain/payment.ts';
import { confirm, placeOrder, price } from '../domain/purchase.ts';
import type { PaymentState } from '../domain/states.ts';
import type { PurchaseRequest } from '../domain/purchase-request.ts';
import type { Checkout } from '../flows/ports/carts.ts';

export const gbp = (amountMinor: number) => money(amountMinor, 'GBP');

export const anAddress = (change: Partial<Address> = {}): Address => ({
  name: 'Ada Lovelace',
  line1: '12 St James Square',
  line2: '',
  city: 'London',
  region: '',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
  ...change,
});

export function aLine(change: Partial<OrderLine> = {}): OrderLine {
  const quantity = change.quantity ?? 2;
  const unitPrice = change.unitPrice ?? gbp(500);
  return {
    id: uuidv7(),
    variantId: uuidv7(),
    productId: uuidv7(),
    sku: 'MUG-BLUE',
    title: 'Mug',
    slug: 'mug',
    imageUrl: '/images/mug.svg',
    options: [{ name: 'Colour', value: 'Blue' }],
    quantity,
    unitPrice,
    total: gbp(unitPrice.amountMinor * quantity),
    taxClass: 'standard',
    requiresShipping: true,
    tax: null,
    ...change,
  };
}

/** Totals of `items` + 400 shipping, unless changed. */
export function someTotals(items: number, change: Partial<Totals> = {}): Totals {
  return {
    items: gbp(items),
    discount: gbp(0),
    shipping: gbp(400),
    tax: gbp(0),
    grand: gbp(items + 400),
    taxIncluded: true,
    taxLines: [],
    ...change,
  };
}

export function aPriced(change: Partial<Priced> = {}): Priced {
  const lines = change.lines ?? [aLine()];
  return {
    lines,
    totals: someTotals(lines.reduce((all, line) => all + line.total.amountMinor, 0)),
    shippingOption: { id: 'standard', name: 'Standard' },
    shippingAddress: anAddress(),
    ...change,
  };
}

export function aCheckout(change: Partial<Checkout> = {}): Checkout {
  return { ...aPriced(), ...change };
}

/** A payment in this state, of 1 400, unless changed. */
export function aPayment(state: PaymentState, captured = gbp(1_400), refunded = gbp(400)): Payment {
  const authorised = { provider: 'sandbox', reference: 'auth-1' };
  switch (state) {
    case 'requires_action':
      return {
        ...{ state, provider: 'sandbox' },
        challenge: { url: 'http://bank.example/challenge', until: new Date('2026-01-02T04:00:00Z') },
      };
    case 'authorized':
      return { state, ...authorised };
    case 'captured':
      return { state, ...authorised, captured };
    case 'partially_refunded':
      return { state, ...authorised, captured, refunded };
    case 'refunded':
      return { state, ...authorised, captured, refunded: captured };
    default:
      return { state, provider: 'sandbox' };
  }
}

type OrderChange = Partial<OrderDetails & OrderDocuments>;

function withChange(order: Order, change: OrderChange): Order {
  const { state, priced, ...rest } = { ...order, ...change };
  return orderIn(state, priced, rest);
}

/** An order without prices: pending, unless changed. */
export function aDraft(change: OrderChange = {}): Order {
  const draft = {
    id: uuidv7(),
    userId: null,
    email: 'ada@example.com',
    cartId: uuidv7(),
    externalReference: null,
    billingAddress: null,
    provider: 'sandbox',
  };
  return withChange(placeOrder(draft, 'TP-100001', new Date('2026-01-02T03:04:05Z')).state, change);
}

/** An order with prices: pending, unless changed. */
export function anOrder(change: OrderChange = {}): OrderWithPrices {
  const at = new Date('2026-01-02T03:04:06Z');
  return withPrices(withChange(pricedAt(aDraft(), aPriced(), at).state, change));
}

/** The prices alone, as a change: the release before wrote them so. */
export const pricedAt = (order: Order, priced: Priced, at: Date): OrderDecision =>
  changed({ ...price(order, priced), ...nextVersion(order, at) });

/** A paid order of three mugs and a bowl, 2 400 with shipping, unless changed. */
export function aPaidOrder(change: OrderChange = {}): OrderWithPrices {
  const lines = [aLine({ id: 'mugs', quantity: 3 }), aLine({ id: 'bowl', quantity: 1 })];
  const at = new Date('2026-01-02T03:04:07Z');
  const confirmed = confirm(anOrder({ priced: aPriced({ lines }) }), 'auth-1', at).state;
  return withPrices(withChange(captured(withPrices(confirmed), at).state, change));
}

/** The same order with something changed, whatever the rules say. */
export const changedTo = (order: Order, change: OrderChange): Order => withChange(order, change);

export const aRequest = (change: Partial<PurchaseRequest> = {}): PurchaseRequest => ({
  userId: null,
  cartId: uuidv7(),
  cartToken: 'the-cart-token',
  lines: [],
  email: 'ada@example.com',
  shippingAddress: anAddress(),
  billingAddress: null,
  shippingOptionId: '',
  paymentProvider: 'sandbox',
  paymentToken: 'tok_ok',
  expectedTotal: null,
  externalReference: null,
  locale: 'en',
  ...change,
});

/** A guest's purchase from a cart, as it is received. */
export const aPurchase = (change: Partial<PlaceOrderRequest> = {}): PlaceOrderRequest => ({
  idempotencyKey: uuidv7(),
  userId: '',
  cartId: uuidv7(),
  cartToken: 'the-cart-token',
  lines: [],
  email: 'ada@example.com',
  shippingAddress: anAddress(),
  billingAddress: undefined,
  shippingOptionId: '',
  paymentProvider: 'sandbox',
  paymentToken: 'tok_ok',
  expectedTotal: undefined,
  externalReference: '',
  locale: '',
  ...change,
});

/** The order in an answer. @throws Error when the purchase was not placed */
export function placedIn({ outcome }: PlaceOrderResponse): WireOrder {
  if (outcome?.$case !== 'placed') throw new Error(`not placed but ${outcome?.$case}`);
  return outcome.placed;
}
