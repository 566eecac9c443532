import type { Order as WireOrder, PlaceOrderRequest, PlaceOrderResponse } from '@tradepost/contracts';
import { money } from '@tradepost/decision';
import { v7 as uuidv7 } from 'uuid';
import type { Address, Order, OrderLine, Priced, Totals } from '../domain/order.ts';
import type { AfterSale } from '../domain/after-sale.ts';
import { captured, confirm, placeOrder, price } from '../domain/purchase.ts';
import type { PurchaseRequest } from '../domain/purchase-request.ts';
import type { Checkout } from '../flows/ports.ts';

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
    ...change,
  };
}

/** Sums that add up to `items` + 400 shipping, unless told otherwise. */
export function someTotals(items: number, change: Partial<Totals> = {}): Totals {
  return {
    items: gbp(items),
    discount: gbp(0),
    shipping: gbp(400),
    tax: gbp(0),
    grand: gbp(items + 400),
    taxIncluded: true,
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

/** A pending order without prices. */
export function aDraft(change: Partial<Order> = {}): Order {
  const draft = {
    id: uuidv7(),
    userId: null,
    email: 'ada@example.com',
    cartId: uuidv7(),
    externalReference: null,
    billingAddress: null,
    provider: 'sandbox',
  };
  return { ...placeOrder(draft, 'TP-100001', new Date('2026-01-02T03:04:05Z')).state, ...change };
}

/** A pending order with prices. */
export function anOrder(change: Partial<Order> = {}): Order {
  return { ...price(aDraft(), aPriced(), new Date('2026-01-02T03:04:06Z')).state, ...change };
}

/** A paid order of three mugs and a bowl, 2 400 with shipping, and nothing that followed it yet. */
export function aSale(change: Partial<AfterSale> = {}): AfterSale {
  const lines = [aLine({ id: 'mugs', quantity: 3 }), aLine({ id: 'bowl', quantity: 1 })];
  const order = { ...price(aDraft(), aPriced({ lines }), new Date('2026-01-02T03:04:06Z')).state };
  const at = new Date('2026-01-02T03:04:07Z');
  const paid = captured(confirm(order, 'auth-1', at).state, at).state;
  return { order: paid, fulfilments: [], returns: [], refunds: [], ...change };
}

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

/** A guest's purchase from a cart, as it comes over the wire. */
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

/** The order of an answer that must be one. */
export function placedIn({ outcome }: PlaceOrderResponse): WireOrder {
  if (outcome?.$case !== 'placed') throw new Error(`not placed but ${outcome?.$case}`);
  return outcome.placed;
}
