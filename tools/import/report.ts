import type { RowMessage } from '../../apps/product/src/domain/sheet-row.ts';
import type { CheckedFile } from './product-file.ts';
import type { ProductOutcome } from './send.ts';

type Counts = Record<ProductOutcome['outcome'], number>;

/** Prints what became of every product, the bad rows first; the result is the exit code. */
export function printReport(
  { dryRun, json, file }: { dryRun: boolean; json: boolean; file: string },
  { rows, products, refused }: CheckedFile,
  outcomes: readonly ProductOutcome[],
): number {
  const counts: Counts = { created: 0, updated: 0, unchanged: 0, refused: refused.size };
  for (const { outcome } of outcomes) counts[outcome] += 1;
  const messages = [...refused].flatMap(([handle, all]) => all.map((message) => ({ handle, ...message })));
  if (json)
    console.log(
      JSON.stringify({ file, dryRun, rows, products, ...counts, messages, results: outcomes }, null, 2),
    );
  else printText(dryRun, { rows, products, counts }, messages, outcomes);
  return counts.refused > 0 ? 1 : 0;
}

function printText(
  dryRun: boolean,
  { rows, products, counts }: { rows: number; products: number; counts: Counts },
  messages: readonly (RowMessage & { handle: string })[],
  outcomes: readonly ProductOutcome[],
): void {
  for (const { handle, row, line, column, message } of messages) {
    const place = row === line ? `row ${row}` : `row ${row} (line ${line})`;
    console.log(
      [place, handle, column && `${column} ${message}`, !column && message].filter(Boolean).join(': '),
    );
  }
  for (const { slug, outcome, errors } of outcomes) {
    const reasons = errors
      .map((error) => (typeof error === 'string' ? error : JSON.stringify(error)))
      .join('; ');
    console.log(`${outcome.padEnd(9)} ${slug}${reasons ? `: ${reasons}` : ''}`);
  }
  const { created, updated, unchanged, refused } = counts;
  const result = `${created} created, ${updated} updated, ${unchanged} unchanged, ${refused} refused`;
  console.log(
    `${products} products in ${rows} rows: ${result}${dryRun ? ' (dry run: nothing was changed)' : ''}`,
  );
}
