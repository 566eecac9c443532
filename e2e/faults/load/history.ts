import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

/** `unknown`: it may have happened or not, such as after a timeout or a broken connection. */
export type Outcome = 'ok' | 'no' | 'unknown';

/** One call as its caller saw it. */
export interface Entry {
  readonly n: number;
  /** Milliseconds since 1970, when it was sent and when its answer was there. */
  readonly from: number;
  readonly to: number;
  readonly who: string;
  readonly what: string;
  readonly outcome: Outcome;
  /** 0: no answer. */
  readonly status: number;
  readonly code?: string;
  readonly key?: string;
  readonly cartId?: string;
  readonly orderId?: string;
  readonly variantId?: string;
  /** Of a price that is set, in minor units. */
  readonly price?: number;
  /** Of a restock. */
  readonly quantity?: number;
  /** Tells whether two answers had the same bytes. */
  readonly digest?: string;
  /** The reported grand total, in minor units. */
  readonly total?: number;
  /** What a purchase must hold, by variant, when its buyer can know. */
  readonly expected?: Readonly<Record<string, number>>;
  /** The expected quantity per location, when the caller can know it. */
  readonly locations?: Readonly<Record<string, number>>;
  /** The parcel, return or refund that is moved on. */
  readonly documentId?: string;
  /** The state it is moved to; of a payer: what was pressed. */
  readonly into?: string;
  /** Of a refund that is asked for, in minor units. */
  readonly amount?: number;
  readonly detail?: string;
}

/** Every call of a run: in memory for the checks, as JSON lines to read. */
export class History {
  readonly entries: Entry[] = [];
  readonly file: string;
  private readonly descriptor: number;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.file = path.join(folder, 'history.jsonl');
    this.descriptor = openSync(this.file, 'w');
  }

  add(entry: Omit<Entry, 'n'>): Entry {
    const numbered = { n: this.entries.length + 1, ...entry };
    this.entries.push(numbered);
    writeSync(this.descriptor, `${JSON.stringify(numbered)}\n`);
    return numbered;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
