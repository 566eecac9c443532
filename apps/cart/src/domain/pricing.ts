import { equals, sum, times, zero, type Money } from '@tradepost/decision';
import type { Cart, Line } from './cart.ts';
import type { PricedLine } from './snapshot.ts';
import { shippingOptions, type ShippingOption } from './shipping-options.ts';
import { taxRule } from './tax-rates.ts';
import { totalsOf, type Totals } from './totals.ts';

/** The present price and availability of a variant, from the product service. */
export interface Offer {
  readonly variantId: string;
  readonly productId: string;
  readonly slug: string;
  readonly sku: string;
  readonly title: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  /** Unit price at the requested quantity. */
  readonly unitPrice: Money;
  /** Absent: unlimited. */
  readonly quantityAvailable?: number | undefined;
  /** Pieces that one customer may buy. Absent: any number. */
  readonly maxPerCustomer?: number | undefined;
  readonly isOnSale: boolean;
  readonly imageUrl: string;
}

/** By variant id; a variant without an entry does not exist. */
export type Offers = ReadonlyMap<string, Offer>;

export type ProblemCode =
  | 'stock.insufficient'
  | 'line.over_customer_limit'
  | 'variant.unavailable'
  | 'price.changed'
  | 'shipping.unavailable'
  | 'currency.mixed';

/** Something that the customer should know or must change before ordering. */
export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  /** Empty: the whole cart. */
  readonly lineId: string;
  /** Empty: the whole cart. */
  readonly variantId: string;
  readonly available?: number;
  readonly limit?: number;
  readonly previous?: Money;
  readonly current?: Money;
}

/** A cart with its present prices, or with the prices it was frozen at. */
export interface PricedCart {
  readonly cart: Cart;
  readonly currency: string;
  readonly lines: readonly PricedLine[];
  readonly problems: readonly Problem[];
  readonly totals: Totals;
  readonly shippingOption: ShippingOption | null;
}

export function priceCart(cart: Cart, offers: Offers, shopCurrency: string): PricedCart {
  if (cart.snapshot) return { cart, problems: [], ...cart.snapshot };
  const { currency, lines, problems, itemsTotal, discount } = priceLines(cart.lines, offers, shopCurrency);
  const country = cart.shippingAddress?.country;
  const shippingOption =
    shippingOptions(country, itemsTotal).find(({ id }) => id === cart.shippingOptionId) ?? null;
  const totals = totalsOf({
    currency,
    lines: inCurrency(lines, currency),
    discount,
    shipping: shippingOption?.price ?? zero(currency),
    tax: taxRule(country),
  });
  const isOptionGone = cart.shippingOptionId !== null && shippingOption === null;
  return {
    cart,
    currency,
    lines,
    problems: isOptionGone ? [...problems, shippingOptionGone] : problems,
    totals,
    shippingOption,
  };
}

export interface PricedLines {
  readonly currency: string;
  readonly lines: readonly PricedLine[];
  readonly problems: readonly Problem[];
  /** By promotions, of which there are none yet. */
  readonly discount: Money;
  /** Value of the lines after the discount; determines the shipping price. */
  readonly itemsTotal: Money;
}

/** A cart has the currency of its first line; a line in another currency is a problem and counts in no total. */
export function priceLines(chosen: readonly Line[], offers: Offers, shopCurrency: string): PricedLines {
  const first = chosen.map((line) => offers.get(line.variantId)?.unitPrice ?? line.unitPrice).find(Boolean);
  const currency = first?.currency ?? shopCurrency;
  const lines = chosen.map((line) => priceLine(line, offers.get(line.variantId), currency));
  const problems = chosen.flatMap((line) => problemsOf(line, offers.get(line.variantId), currency));
  return {
    currency,
    lines,
    problems,
    discount: zero(currency),
    itemsTotal: sum(inCurrency(lines, currency), currency),
  };
}

/** The lines as they are stored: the touched ones with the price that is shown now. */
export function withShownPrices(lines: readonly Line[], touched: readonly string[], offers: Offers): Line[] {
  return lines.map((line) => {
    const offer = touched.includes(line.id) ? offers.get(line.variantId) : undefined;
    if (!offer) return line;
    const { unitPrice, sku, title } = offer;
    const isStored = line.unitPrice && equals(line.unitPrice, unitPrice) && line.sku === sku;
    return isStored ? line : { ...line, unitPrice, sku, title };
  });
}

/** Totals of the lines that are sold in this currency. */
export const inCurrency = (lines: readonly PricedLine[], currency: string): Money[] =>
  lines.map(({ total }) => total).filter((total) => total.currency === currency);

const shippingOptionGone: Problem = {
  code: 'shipping.unavailable',
  detail: 'The chosen shipping option is not available for this cart and address; choose another one.',
  lineId: '',
  variantId: '',
};

// Without an offer the line shows its last price; checkout refuses it anyway.
function priceLine(line: Line, offer: Offer | undefined, currency: string): PricedLine {
  const { id, variantId, quantity } = line;
  const unitPrice = offer?.unitPrice ?? line.unitPrice ?? zero(currency);
  return {
    id,
    variantId,
    productId: offer?.productId ?? '',
    slug: offer?.slug ?? '',
    sku: offer?.sku ?? line.sku,
    title: offer?.title ?? line.title,
    options: offer?.options ?? [],
    quantity,
    unitPrice,
    total: times(unitPrice, quantity),
    imageUrl: offer?.imageUrl ?? '',
  };
}

function problemsOf(line: Line, offer: Offer | undefined, currency: string): Problem[] {
  const at = { lineId: line.id, variantId: line.variantId };
  if (!offer?.isOnSale)
    return [
      {
        code: 'variant.unavailable',
        detail: `${line.title || 'This item'} is no longer on sale; remove it.`,
        ...at,
      },
    ];
  const problems: Problem[] = [];
  const { quantityAvailable: available, maxPerCustomer: limit, title, unitPrice } = offer;
  if (available !== undefined && available < line.quantity)
    problems.push({
      code: 'stock.insufficient',
      detail:
        available > 0
          ? `Only ${available} of ${title} are in stock; lower the quantity.`
          : `${title} is sold out; remove it.`,
      ...at,
      available,
    });
  if (limit !== undefined && limit < line.quantity)
    problems.push({
      code: 'line.over_customer_limit',
      detail: `One customer may buy at most ${limit} of ${title}; lower the quantity.`,
      ...at,
      limit,
    });
  if (line.unitPrice && !equals(line.unitPrice, unitPrice))
    problems.push({
      code: 'price.changed',
      detail: `The price of ${title} has changed.`,
      ...at,
      previous: line.unitPrice,
      current: unitPrice,
    });
  if (unitPrice.currency !== currency)
    problems.push({
      code: 'currency.mixed',
      detail: `${title} is not sold in ${currency}; order it separately.`,
      ...at,
    });
  return problems;
}
