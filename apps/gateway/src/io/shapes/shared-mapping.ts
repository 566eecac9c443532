import type { Address as WireAddress, Money as WireMoney, Totals as WireTotals } from '@tradepost/contracts';
import type { Static } from 'typebox';
import type { Address, Money, Totals } from './shared.ts';

/** Money on the wire is always set where it is not declared optional. */
export const toMoney = (money: WireMoney | undefined): Static<typeof Money> => ({
  amount: money?.amountMinor ?? 0,
  currency: money?.currency ?? '',
});

export const fromMoney = (money: { amount: number; currency: string }): WireMoney => ({
  amountMinor: money.amount,
  currency: money.currency,
});

export function toTotals(totals: WireTotals | undefined): Static<typeof Totals> {
  return {
    items: toMoney(totals?.items),
    discount: toMoney(totals?.discount),
    shipping: toMoney(totals?.shipping),
    tax: toMoney(totals?.tax),
    grand: toMoney(totals?.grand),
    taxIncluded: totals?.taxIncluded ?? true,
  };
}

export function toAddress(address: WireAddress): Static<typeof Address> {
  const { name, line1, line2, city, region, postalCode, country } = address;
  return { name, line1, ...(line2 && { line2 }), city, ...(region && { region }), postalCode, country };
}

export function fromAddress(address: Static<typeof Address>): WireAddress {
  return { ...address, line2: address.line2 ?? '', region: address.region ?? '' };
}

export const toTime = (date: Date | undefined): string => (date ?? new Date(0)).toISOString();

/** Enum words without their prefix: ORDER_STATE_CONFIRMED → confirmed. */
export const toWord = (value: string, prefix: string): string => value.slice(prefix.length).toLowerCase();
