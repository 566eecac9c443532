import { equals, sum, times, zero, type Money } from '@tradepost/decision';
import type { Cart, Line } from './cart.ts';
import type { PricedLine } from './snapshot.ts';
import { shippingOptions, type ShippingOption } from './shipping-options.ts';
import { taxRule } from './tax-rates.ts';
import { totalsOf, type Totals } from './totals.ts';

/** What the catalogue says of a variant now. */
export type Offer = {
  readonly variantId: string;
  readonly productId: string;
  readonly slug: string;
  readonly sku: string;
  readonly title: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  /** Price of one at the quantity that was asked for. */
  readonly unitPrice: Money;
  /** Absent: unlimited. */
  readonly quantityAvailable?: number | undefined;
  /** How many one customer may have. Absent: any number. */
  readonly maxPerCustomer?: number | undefined;
  readonly isOnSale: boolean;
  readonly imageUrl: string;
};

/** By variant; a variant that is not in it does not exist. */
export type Offers = ReadonlyMap<string, Offer>;

export type ProblemCode =
  | 'stock.insufficient'
  | 'line.over_customer_limit'
  | 'variant.unavailable'
  | 'price.changed'
  | 'shipping.unavailable'
  | 'currency.mixed';

/** Something the shopper must know or change. */
export type Problem = {
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
};

/** A cart with prices of this moment, or with those it was frozen at. */
export type PricedCart = {
  readonly cart: Cart;
  readonly currency: string;
  readonly lines: readonly PricedLine[];
  readonly problems: readonly Problem[];
  readonly totals: Totals;
  readonly shippingOption: ShippingOption | null;
};

export function priceCart(cart: Cart, offers: Offers, shopCurrency: string): PricedCart {
  if (cart.snapshot) return { cart, problems: [], ...cart.snapshot };
  const { currency, lines, problems, goods, discount } = priceLines(cart.lines, offers, shopCurrency);
  const country = cart.shippingAddress?.country;
  const shippingOption =
    shippingOptions(country, goods).find(({ id }) => id === cart.shippingOptionId) ?? null;
  const totals = totalsOf({
    currency,
    lines: inCurrency(lines, currency),
    discount,
    shipping: shippingOption?.price ?? zero(currency),
    tax: taxRule(country),
  });
  const unserved = cart.shippingOptionId !== null && shippingOption === null;
  return {
    cart,
    currency,
    lines,
    problems: unserved ? [...problems, noShipping] : problems,
    totals,
    shippingOption,
  };
}

export type PricedLines = {
  readonly currency: string;
  readonly lines: readonly PricedLine[];
  readonly problems: readonly Problem[];
  /** What promotions take off; there are none yet. */
  readonly discount: Money;
  /** Worth of the lines after the discount; shipping is priced by it. */
  readonly goods: Money;
};

/** A cart has one currency, its first line's; lines in another one are a problem and count in no sum. */
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
    goods: sum(inCurrency(lines, currency), currency),
  };
}

/** The lines as they are written: the touched ones remember the price the shopper is told now. */
export function remember(lines: readonly Line[], touched: readonly string[], offers: Offers): Line[] {
  return lines.map((line) => {
    const offer = touched.includes(line.id) ? offers.get(line.variantId) : undefined;
    if (!offer) return line;
    const { unitPrice, sku, title } = offer;
    const isKnown = line.unitPrice && equals(line.unitPrice, unitPrice) && line.sku === sku;
    return isKnown ? line : { ...line, unitPrice, sku, title };
  });
}

/** Totals of the lines that can be summed. */
export const inCurrency = (lines: readonly PricedLine[], currency: string): Money[] =>
  lines.map(({ total }) => total).filter((total) => total.currency === currency);

const noShipping: Problem = {
  code: 'shipping.unavailable',
  detail: 'The chosen way of sending does not serve this cart and address.',
  lineId: '',
  variantId: '',
};

// A variant that is gone keeps its last price: the line stays readable, and checkout refuses it anyway.
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
    return [{ code: 'variant.unavailable', detail: `${line.title || 'This'} is no longer on sale.`, ...at }];
  const problems: Problem[] = [];
  const { quantityAvailable: available, maxPerCustomer: limit, title, unitPrice } = offer;
  if (available !== undefined && available < line.quantity)
    problems.push({
      code: 'stock.insufficient',
      detail: available > 0 ? `Only ${available} of ${title} can be had.` : `${title} is sold out.`,
      ...at,
      available,
    });
  if (limit !== undefined && limit < line.quantity)
    problems.push({
      code: 'line.over_customer_limit',
      detail: `A customer may have ${limit} of ${title}.`,
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
    problems.push({ code: 'currency.mixed', detail: `${title} is not sold in ${currency}.`, ...at });
  return problems;
}
