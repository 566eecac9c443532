import type { Address as WireAddress, Money as WireMoney, Totals as WireTotals } from '@tradepost/contracts';
import type { Address, Money, Totals } from './shared.ts';

/** What the contract says is always set. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a service left out what its contract promises');
  return value;
}

/** Money is always set in messages where it is not declared optional. */
export const toMoney = (money: WireMoney | undefined): Money => ({
  amount: money?.amountMinor ?? 0,
  currency: money?.currency ?? '',
});

export const fromMoney = (money: Money): WireMoney => ({
  amountMinor: money.amount,
  currency: money.currency,
});

export function toTotals(totals: WireTotals | undefined): Totals {
  return {
    items: toMoney(totals?.items),
    discount: toMoney(totals?.discount),
    shipping: toMoney(totals?.shipping),
    tax: toMoney(totals?.tax),
    grand: toMoney(totals?.grand),
    taxIncluded: totals?.taxIncluded ?? true,
  };
}

export function toAddress(address: WireAddress): Address {
  const { name, line1, line2, city, region, postalCode, country } = address;
  return { name, line1, ...(line2 && { line2 }), city, ...(region && { region }), postalCode, country };
}

export function fromAddress(address: Address): WireAddress {
  return { ...address, line2: address.line2 ?? '', region: address.region ?? '' };
}

export const toTime = (date: Date | undefined): string => (date ?? new Date(0)).toISOString();

export const toPage = <W, T>(
  { items, nextPageToken }: { readonly items: readonly W[]; readonly nextPageToken: string },
  toItem: (item: W) => T,
): { items: T[]; nextCursor: string | null } => ({
  items: items.map((item) => toItem(item)),
  nextCursor: nextPageToken || null,
});
