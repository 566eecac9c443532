// `npm run bench:scale`: 1, 2 and 4 instances of a service that may each use the same share of a core (bench/README.md).
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { markdown, shown } from './measures/table.ts';
import { measureCount, type Row } from './scale/measure.ts';
import { SCALED, type Scaled } from './scale/instances.ts';

const { values } = parseArgs({
  options: {
    services: { type: 'string', default: [...SCALED, 'all'].join() },
    counts: { type: 'string', default: '1,2,4' },
    callers: { type: 'string', default: '16' },
    seconds: { type: 'string', default: '6' },
    products: { type: 'string', default: '1000' },
    'per-instance': { type: 'string', default: '8' },
    json: { type: 'string' },
  },
});
const positive = (name: string, text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0))
    throw new Error(`--${name} must be a number above 0, not "${text}"`);
  return value;
};
const options = {
  callers: positive('callers', values.callers),
  seconds: positive('seconds', values.seconds),
  products: positive('products', values.products),
  perInstance: positive('per-instance', values['per-instance']),
};
const counts = values.counts.split(',').map((one) => positive('counts', one));

const results: Record<string, Row[]> = {};
for (const name of values.services.split(',')) {
  const scaled = name === 'all' ? SCALED : SCALED.filter((one) => one === name);
  if (scaled.length === 0)
    throw new Error(`--services: "${name}" is not one of ${[...SCALED, 'all'].join(', ')}`);
  results[name] = await measureService(name, scaled);
  if (values.json) writeFileSync(values.json, JSON.stringify(results, undefined, 1));
}

async function measureService(name: string, scaled: readonly Scaled[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of counts) rows.push(await measureCount(scaled, count, options));
  const shownRow = (row: Row): string[] =>
    Object.values(row).map((value) => (typeof value === 'number' ? shown(value) : value));
  const head = [`${name}, instances`, 'rate ÷ what the limits allow', ...Object.keys(rows[0] ?? {})];
  const body = rows.map((row, at) => [
    ...[
      String(counts[at]),
      shown(Number(row['rate, limited']) / ((counts[at] ?? NaN) * options.perInstance)),
    ],
    ...shownRow(row),
  ]);
  // A column per count: there are more measures than counts.
  console.log(`\n${markdown(transposed([head, ...body]))}`);
  return rows;
}

function transposed(rows: readonly (readonly string[])[]): string[][] {
  return (rows[0] ?? []).map((_, at) => rows.map((row) => row[at] ?? ''));
}
