import { equals, sum, times, zero, type Money } from '@tradepost/decision';
import type { Address } from './address.ts';
import type { Cart, Line } from './cart.ts';
import type { PricedLine } from './snapshot.ts';
import { shippingOptions, type ShippingOption } from './shipping-options.ts';
import type { ShopTerms } from './tariffs.ts';
import { taxRule, type TaxClass } from './tax-rates.ts';
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
  readonly taxClass: TaxClass;
  readonly requiresShipping: boolean;
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

export function priceCart(cart: Cart, offers: Offers, shop: ShopTerms): PricedCart {
  if (cart.snapshot) return { cart, problems: [], ...cart.snapshot };
  const priced = priceLines(cart.lines, offers, shop.currency);
  const { currency, problems, shippedTotal } = priced;
  const options = shippedTotal
    ? shippingOptions(shop.tariffs, cart.shippingAddress?.country, shippedTotal)
    : [];
  const shippingOption = options.find(({ id }) => id === cart.shippingOptionId) ?? null;
  // A choice outlasts the lines that it was made for.
  const isOptionGone = shippedTotal !== null && cart.shippingOptionId !== null && shippingOption === null;
  return {
    cart,
    currency,
    ...withTax(priced, shippingOption?.price ?? zero(currency), cart.shippingAddress),
    problems: isOptionGone ? [...problems, shippingOptionGone] : problems,
    shippingOption,
  };
}

export interface PricedLines {
  readonly currency: string;
  readonly lines: readonly PricedLine[];
  readonly problems: readonly Problem[];
  /** By promotions, of which there are none yet. */
  readonly discount: Money;
  /** Value of what is shipped; determines the shipping price. Null: nothing is. */
  readonly shippedTotal: Money | null;
}

/** A cart has the currency of its first line; a line in another currency is a problem and counts in no total. */
export function priceLines(chosen: readonly Line[], offers: Offers, shopCurrency: string): PricedLines {
  const first = chosen.map((line) => offers.get(line.variantId)?.unitPrice ?? line.unitPrice).find(Boolean);
  const currency = first?.currency ?? shopCurrency;
  const lines = chosen.map((line) => priceLine(line, offers.get(line.variantId), currency));
  const problems = chosen.flatMap((line) => problemsOf(line, offers.get(line.variantId), currency));
  return { currency, lines, problems, discount: zero(currency), shippedTotal: shippedOf(lines, currency) };
}

// An empty cart may still get what is shipped, so its options are those of a shipped cart.
function shippedOf(lines: readonly PricedLine[], currency: string): Money | null {
  const shipped = lines.filter(({ requiresShipping }) => requiresShipping);
  if (shipped.length === 0 && lines.length > 0) return null;
  return sum(
    inCurrency(shipped, currency).map(({ total }) => total),
    currency,
  );
}

/** The lines with their tax, and the sums. */
export function withTax(
  { currency, lines, discount }: Pick<PricedLines, 'currency' | 'lines' | 'discount'>,
  shipping: Money,
  destination: Address | null,
): { readonly lines: readonly PricedLine[]; readonly totals: Totals } {
  const { rate: shippingRate, isIncluded: taxIncluded } = taxRule(destination, 'standard');
  const rates: Record<TaxClass, number> = { standard: shippingRate, zero: taxRule(destination, 'zero').rate };
  const counted = inCurrency(lines, currency).map((line) => ({
    line,
    ...{ total: line.total, requiresShipping: line.requiresShipping },
    rate: rates[line.taxClass],
  }));
  const amounts = { currency, lines: counted, discount, shipping, shippingRate, taxIncluded };
  const { totals, lineTaxes } = totalsOf(amounts);
  if (!destination) return { lines, totals: { ...totals, taxLines: [] } };
  const taxes = new Map(
    counted.map(({ line, rate }, i) => [line.id, { rate, amount: lineTaxes[i] ?? zero(currency) }]),
  );
  return { lines: lines.map((line) => ({ ...line, tax: taxes.get(line.id) ?? null })), totals };
}

/** The lines as they are stored: the touched ones with the price that is shown now. */
export function withShownPrices(
  lines: readonly Line[],
  touched: readonly string[],
  offers: Offers,
): readonly Line[] {
  if (touched.length === 0) return lines;
  const shown = lines.map((line) => {
    const offer = touched.includes(line.id) ? offers.get(line.variantId) : undefined;
    if (!offer) return line;
    const { unitPrice, sku, title } = offer;
    const isStored = line.unitPrice && equals(line.unitPrice, unitPrice) && line.sku === sku;
    return isStored ? line : { ...line, unitPrice, sku, title };
  });
  // The same array tells that there is nothing to save.
  return shown.every((line, i) => line === lines[i]) ? lines : shown;
}

/** The lines that are sold in this currency. */
const inCurrency = (lines: readonly PricedLine[], currency: string): PricedLine[] =>
  lines.filter(({ total }) => total.currency === currency);

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
    taxClass: offer?.taxClass ?? 'standard',
    requiresShipping: offer?.requiresShipping ?? true,
    tax: null,
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
