import { parseArgs } from 'node:util';
import type { ProductDraft } from '../../apps/product/src/domain/product-draft.ts';
import { openShop, pathFromCaller, runCommand } from '../input/command-line.ts';
import { InputError } from '../input/csv-file.ts';
import { Progress } from '../input/progress.ts';
import { checkFile, readProducts } from './product-file.ts';
import type { CheckedFile } from './product-file.ts';
import { printReport } from './report.ts';
import { sendProducts } from './send.ts';
import type { ProductOutcome } from './send.ts';

const USAGE = 'Usage: npm run import -- <file.csv> [--dry-run] [--json] [--currency GBP]';

export interface ImportOptions {
  file: string;
  currency: string;
  dryRun: boolean;
  json: boolean;
}

await runCommand(async () => {
  const options = readOptions(process.argv.slice(2));
  if (!options) return usage();
  const checked = await check(options);
  const outcomes = checked.products > checked.refused.size ? await send(options, checked) : [];
  return printReport(options, checked, outcomes);
});

function readOptions(args: string[]): ImportOptions | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      currency: { type: 'string', default: 'GBP' },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) return undefined;
  if (!/^[A-Z]{3}$/.test(values.currency))
    throw new InputError(`--currency ${values.currency}: write it like GBP`);
  return {
    file: pathFromCaller(file),
    currency: values.currency,
    dryRun: values['dry-run'],
    json: values.json,
  };
}

function usage(): number {
  console.error(USAGE);
  return 2;
}

async function check({ file, currency }: ImportOptions): Promise<CheckedFile> {
  const progress = new Progress();
  const checked = await checkFile(file, currency, (rows) => progress.show(() => `checking: ${rows} rows`));
  progress.done(
    (seconds) => `checked ${checked.rows} rows of ${checked.products} products in ${seconds.toFixed(1)} s`,
  );
  return checked;
}

async function send(
  { file, currency, dryRun }: ImportOptions,
  checked: CheckedFile,
): Promise<ProductOutcome[]> {
  const progress = new Progress();
  const outcomes: ProductOutcome[] = [];
  const toSend = checked.products - checked.refused.size;
  const line = (seconds: number) =>
    `${outcomes.length} of ${toSend} products, ${(outcomes.length / seconds).toFixed(0)} products/s`;
  for await (const outcome of sendProducts(openShop(), goodDrafts(file, currency, checked), dryRun)) {
    outcomes.push(outcome);
    progress.show(line);
  }
  progress.done(line);
  return outcomes;
}

async function* goodDrafts(
  file: string,
  currency: string,
  { refused }: CheckedFile,
): AsyncGenerator<ProductDraft> {
  for await (const { handle, result } of readProducts(file, currency)) {
    if ('draft' in result && !refused.has(handle)) yield result.draft;
  }
}
