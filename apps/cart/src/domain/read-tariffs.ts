import { codeInsteadOf, isCountry } from '@tradepost/addresses';
import { AMOUNT_MINOR, ORDER_TEXT } from '@tradepost/contracts/limits';
import { isCurrency } from '@tradepost/decision';
import type { Tariff, Zone } from './tariffs.ts';

type Fields = Readonly<Record<string, unknown>>;
type Report = (path: string, rule: string) => void;

/**
 * Reads tariffs from the content of a JSON file.
 * @throws Error that lists every fault with its place, such as `zones[0].tariffs[1].price.EUR`
 */
export function readTariffs(content: unknown): readonly Zone[] {
  const faults: string[] = [];
  const report: Report = (path, rule) => void faults.push(`${path} ${rule}`);
  const file = fieldsOf(content, 'the file', ['zones'], report);
  const zones = listOf(file['zones'], 'zones', report).map((zone, i) =>
    readZone(zone, `zones[${i}]`, report),
  );
  readTogether(zones, report);
  if (faults.length > 0) throw new Error(faults.join('; '));
  return zones;
}

/** Rules that concern several zones. */
function readTogether(zones: readonly Zone[], report: Report): void {
  const seen = new Set<string>();
  zones.forEach(({ countries }, i) => {
    if (countries === '*' && i < zones.length - 1)
      report(
        `zones[${i}].countries`,
        'can be "*" in the last zone only: those after it would have no country',
      );
    for (const code of countries === '*' ? [] : countries) {
      if (seen.has(code)) report(`zones[${i}].countries`, `has ${code} a second time`);
      seen.add(code);
    }
  });
}

function readZone(value: unknown, path: string, report: Report): Zone {
  const zone = fieldsOf(value, path, ['name', 'countries', 'except', 'tariffs'], report);
  const isRest = zone['countries'] === '*';
  const countries = isRest ? '*' : codesOf(zone['countries'], `${path}.countries`, report);
  const except = zone['except'] === undefined ? undefined : codesOf(zone['except'], `${path}.except`, report);
  if (except && !isRest) report(`${path}.except`, 'belongs to a zone whose countries are "*"');
  const tariffs = listOf(zone['tariffs'], `${path}.tariffs`, report).map((tariff, i) =>
    readTariff(tariff, `${path}.tariffs[${i}]`, report),
  );
  const ids = tariffs.map(({ id }) => id);
  const double = ids.find((id, i) => ids.indexOf(id) < i);
  if (double) report(`${path}.tariffs`, `has the id "${double}" a second time`);
  return {
    name: nameOf(zone['name'], `${path}.name`, report),
    countries,
    ...(except && { except }),
    tariffs,
  };
}

function readTariff(value: unknown, path: string, report: Report): Tariff {
  const names = ['id', 'name', 'minDays', 'maxDays', 'price', 'freeFrom'];
  const { id, name, minDays, maxDays, price, freeFrom } = fieldsOf(value, path, names, report);
  const isId = typeof id === 'string' && /^[a-z\d]+(-[a-z\d]+)*$/.test(id);
  if (!isId || id.length > ORDER_TEXT.shippingOptionId)
    report(`${path}.id`, 'must be lower-case letters, digits and single dashes, such as next-day');
  const prices = amountsOf(price, `${path}.price`, report);
  const free = freeFrom === undefined ? undefined : amountsOf(freeFrom, `${path}.freeFrom`, report);
  for (const code of Object.keys(free ?? {}))
    if (!Object.hasOwn(prices, code))
      report(`${path}.freeFrom.${code}`, 'needs a price in the same currency');
  const [from, to] = [daysOf(minDays, `${path}.minDays`, report), daysOf(maxDays, `${path}.maxDays`, report)];
  if (from > to) report(`${path}.maxDays`, 'must not be below minDays');
  return {
    ...{ id: String(id), name: nameOf(name, `${path}.name`, report), minDays: from, maxDays: to },
    price: prices,
    ...(free && { freeFrom: free }),
  };
}

function fieldsOf(value: unknown, path: string, known: readonly string[], report: Report): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report(path, `must be an object with ${known.join(', ')}`);
    return {};
  }
  for (const name of Object.keys(value))
    if (!known.includes(name)) report(`${path}.${name}`, `is not known; known are ${known.join(', ')}`);
  return value as Fields;
}

function listOf(value: unknown, path: string, report: Report): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  report(path, 'must be a list with at least one entry');
  return [];
}

function codesOf(value: unknown, path: string, report: Report): string[] {
  return listOf(value, path, report).map((code) => {
    const text = String(code);
    const instead = codeInsteadOf(text);
    if (!isCountry(text))
      report(path, `has "${text}", which is no ISO 3166-1 alpha-2 code${instead ? `; use ${instead}` : ''}`);
    return text;
  });
}

function nameOf(value: unknown, path: string, report: Report): string {
  const isName = typeof value === 'string' && value.trim() !== '' && value.length <= 100;
  if (!isName) report(path, 'must be a text of 1 to 100 characters');
  return String(value);
}

function daysOf(value: unknown, path: string, report: Report): number {
  const isDays = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 365;
  if (!isDays) report(path, 'must be a whole number of days from 0 to 365');
  return isDays ? value : 0;
}

function amountsOf(value: unknown, path: string, report: Report): Record<string, number> {
  const amounts = Object.entries(fieldsOf(value, path, Object.keys(value ?? {}), report));
  if (amounts.length === 0)
    report(path, 'must have an amount in minor units per currency, such as { "EUR": 450 }');
  for (const [code, amount] of amounts) {
    if (!isCurrency(code)) report(`${path}.${code}`, 'is no ISO 4217 currency');
    const isAmount = Number.isInteger(amount) && Number(amount) >= 0 && Number(amount) <= AMOUNT_MINOR.price;
    if (!isAmount) report(`${path}.${code}`, `must be minor units from 0 to ${AMOUNT_MINOR.price}`);
  }
  return Object.fromEntries(amounts) as Record<string, number>;
}
