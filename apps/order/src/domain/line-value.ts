import { add, money, share, subtract, sum, type Money } from '@tradepost/decision';
import type { Priced } from './order.ts';

/** A quantity of each line. */
type Quantities = ReadonlyMap<string, number>;

const NONE: Quantities = new Map();

/**
 * What was paid for these quantities: their price less their part of the discount, and their tax. It is a difference of
 * two sums, each rounded once, so that the values of all parts of an order add up to what was paid for its items.
 * @param before quantities that were valued already
 */
export function valueOf(priced: Priced, quantities: Quantities, before: Quantities = NONE): Money {
  const both = new Map(
    priced.lines.map(({ id }) => [id, (quantities.get(id) ?? 0) + (before.get(id) ?? 0)] as const),
  );
  return subtract(valueUpTo(priced, both), valueUpTo(priced, before));
}

/** What was paid for shipping, with its tax. */
export function shippingPaid({ totals }: Priced): Money {
  if (totals.taxIncluded) return totals.shipping;
  return add(totals.shipping, subtract(totals.tax, taxOfItems(totals)));
}

function valueUpTo({ lines, totals }: Priced, quantities: Quantities): Money {
  const { items, discount, taxIncluded } = totals;
  const { currency } = items;
  if (items.amountMinor === 0) return money(0, currency);
  const prices = sum(
    lines.map(({ id, unitPrice }) => share(unitPrice, quantities.get(id) ?? 0, 1)),
    currency,
  );
  const net = share(subtract(items, discount), prices.amountMinor, items.amountMinor);
  if (taxIncluded) return net;
  return add(net, share(taxOfItems(totals), prices.amountMinor, items.amountMinor));
}

/** The part of the tax that is on the items; the rest is on shipping. */
function taxOfItems({ items, discount, shipping, tax }: Priced['totals']): Money {
  const net = subtract(items, discount);
  const all = add(net, shipping);
  return all.amountMinor === 0 ? tax : share(tax, net.amountMinor, all.amountMinor);
}
