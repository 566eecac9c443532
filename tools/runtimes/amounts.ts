// Runs in every Node and browser as it is: tools/runtimes/main.ts compares what they write.
import { formatMoney, isCurrency, toDecimal } from '@tradepost/decision';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const AMOUNTS = [0, 129_000, -5, Number.MAX_SAFE_INTEGER];
const LOCALES = ['en-GB', 'de-DE'];
/** Of these the symbol is compared, too; of others a release of CLDR may change it. */
const WHOLE = new Set(['GBP', 'EUR', 'USD', 'HUF', 'RSD', 'JPY', 'KWD']);

/** A line for each currency, amount and locale: the number as a shopper sees it. */
export function amountLines(): string[] {
  const codes = LETTERS.flatMap((a) => LETTERS.flatMap((b) => LETTERS.map((c) => a + b + c)));
  return codes.filter(isCurrency).flatMap((currency) =>
    AMOUNTS.flatMap((amountMinor) => {
      const money = { amountMinor, currency };
      return LOCALES.map((locale) => {
        const text = formatMoney(money, locale);
        const shown = WHOLE.has(currency) ? text : /[\d.,]*\d/.exec(text)?.[0];
        return `${currency} ${locale} ${toDecimal(money)} ${shown}`;
      });
    }),
  );
}
