import type { RowMessage } from './rules/sheet-row.ts';
import type { CheckedFile } from './product-file.ts';
import type { ProductOutcome } from './send.ts';

interface ReportOptions {
  file: string;
  dryRun: boolean;
  json: boolean;
}

/** Notes on products that are said once for all of them. */
const IN_COMMON: Readonly<Record<string, string>> = {
  'stock.kept': 'the file gives no count, so their stock is left as it is',
  'stock.unlimited': 'new, and the file says nothing of their stock: not counted, always available',
};

/** Changes of one product in one line of text; JSON has all that the shop lists. */
const CHANGES_SHOWN = 5;

/** Tells what became of every product: as text line by line, as JSON in one piece at the end. */
export class Report {
  private readonly options: ReportOptions;
  private readonly checked: CheckedFile;
  private readonly messages: (RowMessage & { handle: string })[];
  private readonly outcomes: ProductOutcome[] = [];
  private readonly counts: Record<ProductOutcome['outcome'], number>;
  private readonly noted = new Map<string, number>();
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
    return [...this.giftCards(), ...this.quantities()];
  }

  /** Shops with several places export no quantities. */
  private quantities(): string[] {
    if (this.checked.hasQuantities) return [];
    return ['no column gives quantities, so the stock of existing variants is left as it is'];
  }

  private giftCards(): string[] {
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
    const said = [...outcome.errors.map(asText), ...changesOf(outcome), ...this.notesOf(outcome)].join('; ');
    this.say(`${outcome.outcome.padEnd(9)} ${outcome.slug}${said ? `: ${said}` : ''}`);
  }

  /** What many products have in common is counted, and said once at the end. */
  private notesOf({ notes = [] }: ProductOutcome): string[] {
    for (const { code, variantCount } of notes)
      this.noted.set(code, (this.noted.get(code) ?? 0) + variantCount);
    return notes.filter(({ code }) => !(code in IN_COMMON)).map(({ detail }) => detail);
  }

  private inCommon(): string[] {
    return Object.entries(IN_COMMON).flatMap(([code, text]) => {
      const count = this.noted.get(code) ?? 0;
      return count === 0 ? [] : [`${count} ${count === 1 ? 'variant' : 'variants'}: ${text}`];
    });
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
      for (const note of this.inCommon()) this.say(`note: ${note}`);
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

function changesOf({ changes = [], moreChanges = 0 }: ProductOutcome): string[] {
  const shown = changes.slice(0, CHANGES_SHOWN).map(asChange);
  const more = changes.length - shown.length + moreChanges;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])];
}

const asChange = ({ field, from, to }: { field: string; from: string; to: string }): string =>
  `${field} ${from || '(none)'} → ${to || '(none)'}`;
