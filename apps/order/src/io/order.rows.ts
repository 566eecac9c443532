import { money, type Money } from '@tradepost/decision';
import type { Address, Order, OrderLine, OptionValue, Priced } from '../domain/order.ts';
import type { FulfilmentState, OrderState, PaymentState } from '../domain/states.ts';

export type LineRow = {
  id: string;
  position: number;
  variant_id: string;
  product_id: string;
  sku: string;
  title: string;
  slug: string;
  image_url: string;
  options: readonly OptionValue[];
  quantity: number;
  unit_price_minor: number;
  total_minor: number;
};

/** An order with its lines and its payment, as the store reads it in one statement. */
export type OrderRow = {
  id: string;
  number: string;
  user_id: string | null;
  email: string;
  locale: string;
  state: OrderState;
  payment_state: PaymentState;
  fulfilment_state: FulfilmentState;
  provider: string;
  provider_ref: string | null;
  captured_minor: number;
  refunded_minor: number;
  challenge_url: string | null;
  challenge_until: Date | null;
  currency: string | null;
  items_minor: number;
  discount_minor: number;
  shipping_minor: number;
  tax_minor: number;
  grand_minor: number;
  tax_included: boolean;
  shipping_option_id: string;
  shipping_option_name: string;
  shipping_address: Address;
  billing_address: Address | null;
  cart_id: string | null;
  external_reference: string | null;
  reason: string | null;
  version: number;
  created_at: Date;
  updated_at: Date;
  lines: LineRow[] | null;
};

export function toOrder(row: OrderRow): Order {
  const { currency } = row;
  const amount = (minor: number): Money | null => (currency === null ? null : money(minor, currency));
  return {
    id: row.id,
    number: row.number,
    userId: row.user_id,
    email: row.email,
    locale: row.locale,
    state: row.state,
    paymentState: row.payment_state,
    fulfilmentState: row.fulfilment_state,
    priced: currency === null ? null : toPriced(row, currency),
    billingAddress: row.billing_address,
    cartId: row.cart_id,
    externalReference: row.external_reference,
    reason: row.reason,
    payment: {
      provider: row.provider,
      reference: row.provider_ref,
      captured: row.captured_minor > 0 ? amount(row.captured_minor) : null,
      refunded: row.refunded_minor > 0 ? amount(row.refunded_minor) : null,
      challenge:
        row.challenge_url !== null && row.challenge_until !== null
          ? { url: row.challenge_url, until: row.challenge_until }
          : null,
    },
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toPriced(row: OrderRow, currency: string): Priced {
  return {
    lines: (row.lines ?? []).map((line) => toLine(line, currency)),
    totals: {
      items: money(row.items_minor, currency),
      discount: money(row.discount_minor, currency),
      shipping: money(row.shipping_minor, currency),
      tax: money(row.tax_minor, currency),
      grand: money(row.grand_minor, currency),
      taxIncluded: row.tax_included,
    },
    shippingOption: { id: row.shipping_option_id, name: row.shipping_option_name },
    shippingAddress: row.shipping_address,
  };
}

function toLine(row: LineRow, currency: string): OrderLine {
  return {
    id: row.id,
    variantId: row.variant_id,
    productId: row.product_id,
    sku: row.sku,
    title: row.title,
    slug: row.slug,
    imageUrl: row.image_url,
    options: row.options,
    quantity: row.quantity,
    unitPrice: money(row.unit_price_minor, currency),
    total: money(row.total_minor, currency),
  };
}

export function toLineRows({ lines }: Priced): LineRow[] {
  return lines.map((line, position) => ({
    id: line.id,
    position,
    variant_id: line.variantId,
    product_id: line.productId,
    sku: line.sku,
    title: line.title,
    slug: line.slug,
    image_url: line.imageUrl,
    options: line.options,
    quantity: line.quantity,
    unit_price_minor: line.unitPrice.amountMinor,
    total_minor: line.total.amountMinor,
  }));
}
