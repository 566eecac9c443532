import { parseArgs } from 'node:util';
import { isCurrency } from '@tradepost/decision';
import type { ProductDraft } from './rules/product-draft.ts';
import { openShop, pathFromCaller, runCommand } from '../input/command-line.ts';
import { InputError } from '../input/csv-file.ts';
import { Progress } from '../input/progress.ts';
import { checkFile, readProducts, type CheckedFile } from './product-file.ts';
import { Report } from './report.ts';
import { importProducts } from './moves.ts';

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
  const report = new Report(options, checked);
  report.aboutFile();
  if (checked.products > checked.refused.size) await send(options, checked, report);
  return report.end();
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
  if (!isCurrency(values.currency))
    throw new InputError(`--currency ${values.currency}: write an ISO 4217 code that is in use, like GBP`);
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

/** What was sent before the shop failed stays reported: those products are in. */
async function send(
  { file, currency, dryRun }: ImportOptions,
  checked: CheckedFile,
  report: Report,
): Promise<void> {
  const progress = new Progress();
  let sent = 0;
  const toSend = checked.products - checked.refused.size;
  const line = (seconds: number) =>
    `${sent} of ${toSend} products, ${(sent / seconds).toFixed(0)} products/s`;
  try {
    const drafts = goodDrafts(file, currency, checked);
    for await (const outcome of importProducts(openShop(), drafts, checked.index, dryRun)) {
      report.product(outcome);
      sent += 1;
      progress.show(line);
    }
    progress.done(line);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    report.failed(error.message, toSend - sent);
  }
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
