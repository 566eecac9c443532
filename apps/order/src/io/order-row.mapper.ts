import { money, type Money } from '@tradepost/decision';
import type { LineQuantity, OrderDocuments } from '../domain/documents.ts';
import {
  orderIn,
  type Address,
  type OptionValue,
  type Order,
  type OrderDetails,
  type OrderLine,
  type Payment,
  type Priced,
  type TimelineEntry,
} from '../domain/order.ts';
import type {
  FulfilmentState,
  OrderState,
  ParcelState,
  PaymentState,
  RefundState,
  ReturnState,
} from '../domain/states.ts';

export interface LineRow {
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
}

/** An order with its lines and its payment. */
export interface ListedRow {
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
}

// Dates inside jsonb are text.
interface DocumentRow {
  id: string;
  created_at: string;
  updated_at: string;
}

/** An order with all that belongs to it. */
export interface OrderRow extends ListedRow {
  fulfilments: (DocumentRow & { state: ParcelState; lines: LineQuantity[]; tracking: string })[] | null;
  returns: (DocumentRow & { state: ReturnState; lines: LineQuantity[]; reason: string })[] | null;
  refunds:
    | (DocumentRow & {
        state: RefundState;
        amount_minor: number;
        currency: string;
        reason: string;
        failure: string;
      })[]
    | null;
}

export type TimelineRow = Omit<TimelineEntry, 'at'> & { at: string };

export function toOrder(row: OrderRow): Order {
  const { state, priced, ...rest } = toDetails(row);
  return orderIn(state, priced, { ...rest, ...toDocuments(row) });
}

export function toDetails(row: ListedRow): OrderDetails {
  return {
    id: row.id,
    number: row.number,
    userId: row.user_id,
    email: row.email,
    locale: row.locale,
    state: row.state,
    paymentState: row.payment_state,
    fulfilmentState: row.fulfilment_state,
    priced: row.currency === null ? null : toPriced(row, row.currency),
    billingAddress: row.billing_address,
    cartId: row.cart_id,
    externalReference: row.external_reference,
    reason: row.reason,
    payment: toPayment(row),
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toPayment(row: ListedRow): Payment {
  const { currency, challenge_url: url, challenge_until: until } = row;
  const amount = (minor: number): Money | null =>
    currency === null || minor === 0 ? null : money(minor, currency);
  return {
    provider: row.provider,
    reference: row.provider_ref,
    captured: amount(row.captured_minor),
    refunded: amount(row.refunded_minor),
    challenge: url !== null && until !== null ? { url, until } : null,
  };
}

function toDocuments(row: OrderRow): OrderDocuments {
  return {
    fulfilments: (row.fulfilments ?? []).map(({ id, state, lines, tracking, ...times }) => ({
      ...{ id, state, lines: lines.map(toLineQuantity), tracking },
      ...toTimes(times),
    })),
    returns: (row.returns ?? []).map(({ id, state, lines, reason, ...times }) => ({
      ...{ id, state, lines: lines.map(toLineQuantity), reason },
      ...toTimes(times),
    })),
    refunds: (row.refunds ?? []).map(({ id, state, amount_minor, currency, reason, failure, ...times }) => ({
      ...{ id, state, amount: money(amount_minor, currency), reason, failure },
      ...toTimes(times),
    })),
  };
}

const toTimes = ({ created_at, updated_at }: Omit<DocumentRow, 'id'>) => ({
  createdAt: new Date(created_at),
  updatedAt: new Date(updated_at),
});

// jsonb does not keep the order of keys, and requests are compared as JSON text.
const toLineQuantity = ({ lineId, quantity }: LineQuantity): LineQuantity => ({ lineId, quantity });

export const toTimeline = (rows: readonly TimelineRow[] | null): TimelineEntry[] =>
  (rows ?? []).map((entry) => ({ ...entry, at: new Date(entry.at) }));

function toPriced(row: ListedRow, currency: string): Priced {
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
