import { money, type Money } from '@tradepost/decision';
import { shippingUnavailable } from './cart.errors.ts';
import { tariffsTo, type Tariff, type Zone } from './tariffs.ts';

/** How a cart can be shipped. */
export interface ShippingOption {
  readonly id: string;
  readonly name: string;
  readonly price: Money;
  readonly minDays: number;
  readonly maxDays: number;
}

/** Stands for the option of an order of which nothing is shipped; its price is 0. */
export const NO_SHIPPING: Omit<ShippingOption, 'price'> = { id: '', name: '', minDays: 0, maxDays: 0 };

/** Cheapest first; none while the destination is not known. */
export function shippingOptions(
  zones: readonly Zone[],
  country: string | undefined,
  itemsTotal: Money,
): ShippingOption[] {
  return (country === undefined ? [] : tariffsTo(zones, country))
    .flatMap((tariff) => priced(tariff, itemsTotal))
    .sort((a, b) => a.price.amountMinor - b.price.amountMinor || a.maxDays - b.maxDays);
}

/**
 * The chosen option, or the cheapest when none is chosen.
 * @throws DomainError `shipping.unavailable`
 */
export function pickShippingOption(
  zones: readonly Zone[],
  country: string | undefined,
  itemsTotal: Money,
  chosenId: string | null,
): ShippingOption {
  if (country === undefined) throw shippingUnavailable('There is no shipping address yet; set one first.');
  const options = shippingOptions(zones, country, itemsTotal);
  const picked = chosenId ? options.find(({ id }) => id === chosenId) : options[0];
  if (picked) return picked;
  const { currency } = itemsTotal;
  const tariffs = tariffsTo(zones, country);
  if (tariffs.length > 0 && !tariffs.some(({ price }) => Object.hasOwn(price, currency)))
    throw shippingUnavailable(
      `Items priced in ${currency} are not shipped to ${country}: no tariff there has a price in ${currency}; order items priced in ${currenciesOf(tariffs)}.`,
    );
  throw shippingUnavailable(
    chosenId
      ? `Shipping option "${chosenId.slice(0, 50)}" is not available for this cart and ${country}; choose a listed one.`
      : `There is no shipping option for this cart to ${country}; change the shipping address.`,
  );
}

const currenciesOf = (tariffs: readonly Tariff[]): string =>
  [...new Set(tariffs.flatMap(({ price }) => Object.keys(price)))].sort().join(', ');

function priced({ price, freeFrom, ...tariff }: Tariff, itemsTotal: Money): ShippingOption[] {
  const regular = price[itemsTotal.currency];
  if (regular === undefined) return [];
  const isFree = itemsTotal.amountMinor >= (freeFrom?.[itemsTotal.currency] ?? Infinity);
  const { id, name, minDays, maxDays } = tariff;
  return [{ id, name, minDays, maxDays, price: money(isFree ? 0 : regular, itemsTotal.currency) }];
}
