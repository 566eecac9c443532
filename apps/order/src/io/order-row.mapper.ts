import type { RowOf } from '@tradepost/database';
import { money, type Money } from '@tradepost/decision';
import type { LineQuantity, OrderDocuments } from '../domain/documents.ts';
import {
  orderIn,
  type Actor,
  type Address,
  type OptionValue,
  type Order,
  type OrderDetails,
  type OrderLine,
  type Priced,
  type TaxClass,
  type TaxLine,
  type TimelineEntry,
  type Totals,
} from '../domain/order.ts';
import type { Payment } from '../domain/payment.ts';
import type {
  FulfilmentState,
  OrderState,
  ParcelState,
  PaymentState,
  RefundState,
  ReturnState,
} from '../domain/states.ts';
import type * as model from '../gen/prisma/client.ts';
import { toNumber, type Stored } from './stored.ts';

/** An order with its lines and its payment. */
export type StoredDetails = Stored<model.Order> & {
  readonly lines: readonly Stored<model.OrderLine>[];
  readonly payment: Stored<model.Payment> | null;
};

/** An order with all that belongs to it. */
export type StoredOrder = StoredDetails & {
  readonly fulfilments: readonly Stored<model.Fulfilment>[];
  readonly returns: readonly Stored<model.Return>[];
  readonly refunds: readonly Stored<model.Refund>[];
  readonly cancellations: readonly Stored<model.ItemCancellation>[];
};

export function toOrder(stored: StoredOrder): Order {
  const { state, priced, ...rest } = toDetails(stored);
  return orderIn(state, priced, { ...rest, ...toDocuments(stored) });
}

// States are text with a CHECK; an address is an object of ours in a JSON column.
export function toDetails(stored: StoredDetails): OrderDetails {
  const { id, number, userId, email, locale, cartId, externalReference, reason, version } = stored;
  return {
    ...{ id, number, userId, email, locale, cartId, externalReference, reason, version },
    state: stored.state as OrderState,
    fulfilmentState: stored.fulfilmentState as FulfilmentState,
    priced: stored.currency === null ? null : toPriced(stored, stored.currency),
    billingAddress: stored.billingAddress as Address | null,
    payment: toPayment(stored),
    ...toTimes(stored),
  };
}

// ISO 4217: no currency.
const NO_CURRENCY = 'XXX';

/** The order's column has the state: a payment has a row only once the order has prices. */
function toPayment({ provider, currency, payment, paymentState }: StoredDetails): Payment {
  const state = paymentState as PaymentState;
  // Without a row nothing was captured, and no amount is ever shown.
  const amount = (minor: bigint | number = 0): Money => money(toNumber(minor), currency ?? NO_CURRENCY);
  const { challengeUrl: url = null, challengeUntil: until = null } = payment ?? {};
  const reference = payment?.providerRef ?? null;
  const paid = { provider, reference, captured: amount(payment?.capturedMinor) };
  switch (state) {
    case 'requires_action':
      return {
        ...{ state, provider },
        challenge: url !== null && until !== null ? { url, until: new Date(until) } : null,
      };
    case 'authorized':
      return { state, provider, reference };
    case 'captured':
      return { state, ...paid };
    case 'partially_refunded':
    case 'refunded':
      return { state, ...paid, refunded: amount(payment?.refundedMinor) };
    default:
      return { state, provider };
  }
}

function toDocuments({ fulfilments, returns, refunds, cancellations }: StoredOrder): OrderDocuments {
  return {
    fulfilments: fulfilments.map(({ id, state, lines, tracking, ...times }) => ({
      ...{ id, state: state as ParcelState, lines: toLineQuantities(lines), tracking },
      ...toTimes(times),
    })),
    returns: returns.map(({ id, state, lines, reason, ...times }) => ({
      ...{ id, state: state as ReturnState, lines: toLineQuantities(lines), reason },
      ...toTimes(times),
    })),
    refunds: refunds.map(({ id, state, amountMinor, currency, reason, failure, ...times }) => ({
      ...{ id, state: state as RefundState, amount: money(toNumber(amountMinor), currency), reason, failure },
      ...toTimes(times),
    })),
    cancellations: cancellations.map(({ id, lines, reason, refundId, refundsShipping, createdAt }) => ({
      ...{ id, lines: toLineQuantities(lines), reason, refundsShipping, refundId },
      createdAt: new Date(createdAt),
    })),
  };
}

const toTimes = ({ createdAt, updatedAt }: { createdAt: Date | string; updatedAt: Date | string }) => ({
  createdAt: new Date(createdAt),
  updatedAt: new Date(updatedAt),
});

// jsonb does not keep the order of keys, and requests are compared as JSON text.
const toLineQuantities = (lines: unknown): LineQuantity[] =>
  (lines as LineQuantity[]).map(({ lineId, quantity }) => ({ lineId, quantity }));

export const toTimeline = (
  entries: readonly Pick<Stored<model.TimelineEntry>, 'at' | 'type' | 'detail' | 'actor'>[],
): TimelineEntry[] =>
  entries.map(({ at, type, detail, actor }) => ({
    ...{ at: new Date(at), type, detail, actor: actor as Actor },
  }));

function toPriced(stored: StoredDetails, currency: string): Priced {
  // They are null together with the currency.
  const amount = (minor: bigint | number | null): Money => money(toNumber(minor ?? 0), currency);
  return {
    lines: stored.lines.map((line) => toLine(line, currency)),
    totals: {
      items: amount(stored.itemsMinor),
      discount: amount(stored.discountMinor),
      shipping: amount(stored.shippingMinor),
      tax: amount(stored.taxMinor),
      grand: amount(stored.grandMinor),
      taxIncluded: stored.taxIncluded ?? false,
      taxLines: toTaxLines(stored.taxLines, amount),
    },
    shippingOption: { id: stored.shippingOptionId ?? '', name: stored.shippingOptionName ?? '' },
    shippingAddress: stored.shippingAddress as unknown as Address,
  };
}

function toLine(line: Stored<model.OrderLine>, currency: string): OrderLine {
  const { id, variantId, productId, sku, title, slug, imageUrl, options, quantity } = line;
  return {
    ...{ id, variantId, productId, sku, title, slug, imageUrl, quantity },
    options: options as unknown as readonly OptionValue[],
    unitPrice: money(toNumber(line.unitPriceMinor), currency),
    total: money(toNumber(line.totalMinor), currency),
    taxClass: line.taxClass as TaxClass,
    requiresShipping: line.requiresShipping,
    tax:
      line.taxRate === null || line.taxMinor === null
        ? null
        : { rate: line.taxRate, amount: money(toNumber(line.taxMinor), currency) },
  };
}

/** As the column has it; the amounts have the currency of the order. */
interface StoredTaxLine {
  readonly rate: number;
  readonly netMinor: number;
  readonly taxMinor: number;
}

// Null: an order of a release that did not split the tax.
const toTaxLines = (stored: unknown, amount: (minor: number) => Money): TaxLine[] =>
  ((stored ?? []) as StoredTaxLine[]).map(({ rate, netMinor, taxMinor }) => ({
    ...{ rate, net: amount(netMinor), tax: amount(taxMinor) },
  }));

export const toStoredTaxLines = ({ taxLines }: Totals): StoredTaxLine[] =>
  taxLines.map(({ rate, net, tax }) => ({
    ...{ rate, netMinor: net.amountMinor, taxMinor: tax.amountMinor },
  }));

type LineRow = Omit<RowOf<model.OrderLine>, 'order_id' | 'options'> & { options: readonly OptionValue[] };

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
    tax_class: line.taxClass,
    requires_shipping: line.requiresShipping,
    tax_rate: line.tax?.rate ?? null,
    tax_minor: line.tax?.amount.amountMinor ?? null,
  }));
}
