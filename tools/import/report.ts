import type { RowMessage } from './rules/sheet-row.ts';
import type { CheckedFile } from './product-file.ts';
import type { ProductOutcome } from './send.ts';

interface ReportOptions {
  file: string;
  dryRun: boolean;
  json: boolean;
}

/** Tells what became of every product: as text line by line, as JSON in one piece at the end. */
export class Report {
  private readonly options: ReportOptions;
  private readonly checked: CheckedFile;
  private readonly messages: (RowMessage & { handle: string })[];
  private readonly outcomes: ProductOutcome[] = [];
  private readonly counts: Record<ProductOutcome['outcome'], number>;
  private failure: { message: string; notSent: number } | undefined;

  constructor(options: ReportOptions, checked: CheckedFile) {
    this.options = options;
    this.checked = checked;
    this.messages = [...checked.refused].flatMap(([handle, all]) =>
      all.map((message) => ({ handle, ...message })),
    );
    this.counts = { created: 0, updated: 0, unchanged: 0, refused: checked.refused.size };
  }

  /** What is wrong with the file, and what of it is not imported. */
  aboutFile(): void {
    const { unread } = this.checked;
    const columns = unread.map(({ column, rows }) => `"${column}" (${rows} ${rows === 1 ? 'row' : 'rows'})`);
    if (columns.length > 0) this.say(`not imported: ${columns.join(', ')}`);
    for (const note of this.notes()) this.say(`note: ${note}`);
    this.badRows();
  }

  private notes(): string[] {
    const { giftCards } = this.checked;
    if (giftCards === 0) return [];
    const these =
      giftCards === 1
        ? '1 gift card is imported as an ordinary product'
        : `${giftCards} gift cards are imported as ordinary products`;
    return [`${these} without tax; the shop issues and redeems no codes`];
  }

  private badRows(): void {
    for (const { handle, row, line, column, message } of this.messages) {
      const place = row === line ? `row ${row}` : `row ${row} (line ${line})`;
      this.say([place, handle, column ? `${column} ${message}` : message].filter(Boolean).join(': '));
    }
  }

  product(outcome: ProductOutcome): void {
    this.outcomes.push(outcome);
    this.counts[outcome.outcome] += 1;
    const reasons = outcome.errors.map(asText).join('; ');
    this.say(`${outcome.outcome.padEnd(9)} ${outcome.slug}${reasons ? `: ${reasons}` : ''}`);
  }

  failed(message: string, notSent: number): void {
    this.failure = { message, notSent };
  }

  /** The result is the exit code. */
  end(): number {
    const { created, updated, unchanged, refused } = this.counts;
    const { rows, products } = this.checked;
    const { file, dryRun, json } = this.options;
    const failure = this.failure;
    if (failure) console.error(failure.message);
    if (json) {
      const failed = failure ? { error: failure.message, notSent: failure.notSent } : {};
      const about = { unreadColumns: this.checked.unread, notes: this.notes() };
      const result = { file, dryRun, rows, products, ...about, ...this.counts, ...failed };
      console.log(JSON.stringify({ ...result, messages: this.messages, results: this.outcomes }, null, 2));
    } else {
      const counts = `${created} created, ${updated} updated, ${unchanged} unchanged, ${refused} refused`;
      const rest = failure ? `, ${failure.notSent} not sent` : '';
      this.say(
        `${products} products in ${rows} rows: ${counts}${rest}${dryRun ? ' (dry run: nothing was changed)' : ''}`,
      );
    }
    return refused > 0 || failure ? 1 : 0;
  }

  private say(text: string): void {
    if (!this.options.json) console.log(text);
  }
}

function asText(error: unknown): string {
  if (typeof error === 'string') return error;
  const { field, detail, code } = error as { field?: string; detail?: string; code?: string };
  return detail === undefined ? JSON.stringify(error) : [field, detail || code].filter(Boolean).join(': ');
}
