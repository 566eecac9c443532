import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { openShop, pathFromCaller, runCommand } from '../input/command-line.ts';
import { InputError, readCsv } from '../input/csv-file.ts';
import { Progress } from '../input/progress.ts';
import { replayDay, type DayResult } from './replay-day.ts';
import { dayAsJson, dayAsText, isGood } from './report.ts';
import { readDays } from './retail-file.ts';
import { COLUMNS } from './retail-row.ts';
import { ReplayShop } from './shop.ts';

const USAGE = 'Usage: npm run replay -- <file.csv> [more files] [--limit <invoices a day>] [--rows] [--json]';

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      limit: { type: 'string' },
      rows: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length === 0) {
    console.error(USAGE);
    return 2;
  }
  const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : Number(values.limit);
  if (!(limit > 0))
    throw new InputError(`--limit ${values.limit ?? ''}: enter how many invoices of a day to place`);
  const files = positionals.map(pathFromCaller);
  for (const file of files) await checkFile(file);
  const results = await replay(files, limit, (result) => {
    if (!values.json) console.log(dayAsText(result, values.rows));
  });
  if (values.json)
    console.log(JSON.stringify({ ok: results.every(isGood), days: results.map(dayAsJson) }, null, 2));
  return results.every(isGood) ? 0 : 1;
});

/** A file that breaks half way must not leave half a day of orders behind. */
async function checkFile(file: string): Promise<void> {
  for await (const row of readCsv(file, COLUMNS)) void row;
}

async function replay(
  files: string[],
  limit: number,
  report: (result: DayResult) => void,
): Promise<DayResult[]> {
  const shop = new ReplayShop(openShop(), randomUUID());
  const results: DayResult[] = [];
  for (const file of files) {
    for await (const day of readDays(file)) {
      const progress = new Progress();
      const result = await replayDay(shop, day, limit, (text) => progress.show(() => text));
      progress.done((seconds) => `${day.day}: done in ${seconds.toFixed(1)} s`);
      report(result);
      results.push(result);
    }
  }
  return results;
}
