import type {
  Address as WireAddress,
  LineTax as WireLineTax,
  Money as WireMoney,
  TaxLine as WireTaxLine,
  Totals as WireTotals,
} from '@tradepost/contracts';
import type { Address, LineTax, Money, TaxLine, Totals } from './shared.ts';

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
    taxLines: (totals?.taxLines ?? []).map(toTaxLine),
  };
}

export const toLineTax = (tax: WireLineTax): LineTax => ({
  rate: toPercent(tax.rate),
  amount: toMoney(tax.amount),
});

const toTaxLine = (line: WireTaxLine): TaxLine => ({
  rate: toPercent(line.rate),
  net: toMoney(line.net),
  tax: toMoney(line.tax),
});

/** Of hundredths of a percent. */
const toPercent = (rate: number): number => rate / 100;

export function toAddress(address: WireAddress): Address {
  const { name, line1, line2, city, region, postalCode, country } = address;
  return { name, line1, ...(line2 && { line2 }), city, ...(region && { region }), postalCode, country };
}

export function fromAddress(address: Address): WireAddress {
  const { line2 = '', city = '', region = '', postalCode = '' } = address;
  return { ...address, line2, city, region, postalCode };
}

export const toTime = (date: Date | undefined): string => (date ?? new Date(0)).toISOString();

export const toPage = <W, T>(
  { items, nextPageToken }: { readonly items: readonly W[]; readonly nextPageToken: string },
  toItem: (item: W) => T,
): { items: T[]; nextCursor: string | null } => ({
  items: items.map((item) => toItem(item)),
  nextCursor: nextPageToken || null,
});
