import { v7 as uuidv7 } from 'uuid';
import {
  type Booking,
  type ComparedHold,
  type ComparedOrder,
  type Finding,
  type FindingCode,
  judgedCodes,
  type OpenSaga,
  orderIdOf,
  reconcile,
  type Remedy,
} from '../domain/reconciliation.ts';
import type { PaymentProviders } from './payment-provider.ts';
import type { Stock } from './ports.ts';

export type RunResult = {
  readonly orders: number;
  readonly bookings: number;
  readonly holds: number;
  readonly found: number;
  readonly healed: number;
  readonly skipped: readonly string[];
};

/** Somebody else has the turn now; whatever else this run would do is theirs. */
export class TurnLost extends Error {
  override readonly name = 'TurnLost';
}

/** Whose turn it is, and what was found. */
export abstract class Reconciliations {
  /** @returns the run to do now; undefined: none is due, or it is somebody else's turn. */
  abstract begin(holder: string, leaseMs: number, everyMs: number): Promise<string | undefined>;
  /** @throws TurnLost */
  abstract keepTurn(holder: string, leaseMs: number): Promise<void>;
  abstract leave(holder: string): Promise<void>;
  /** Undefined: it came to nothing. */
  abstract finish(runId: string, result: RunResult | undefined): Promise<void>;
  /** How far back the oldest open finding lies. */
  abstract oldestOpen(): Promise<Date | undefined>;
  /** Orders from this id on, and those named. */
  abstract orders(fromId: string, ids: readonly string[]): Promise<ComparedOrder[]>;
  abstract openSagas(): Promise<OpenSaga[]>;
  abstract outboxAgeSeconds(): Promise<number>;
  /** Writes what was found, each thing once. @returns how often each was tried to be mended. */
  abstract note(findings: readonly Finding[]): Promise<{ code: string; subject: string; attempts: number }[]>;
  abstract mended(finding: Finding, action: string, isMended: boolean): Promise<void>;
  /** Open ones of these codes that this run has not seen are gone. */
  abstract forget(codes: readonly FindingCode[], runId: string): Promise<void>;
}

/** Reads the goods held for orders, page by page, from an id on. */
export abstract class Holds {
  abstract list(fromId: string): AsyncIterable<readonly ComparedHold[]>;
}

export type ReconcileParts = {
  readonly store: Reconciliations;
  readonly payments: PaymentProviders;
  readonly holds: Holds;
  readonly stock: Pick<Stock, 'release'>;
  readonly sagas: { retry(id: string): Promise<boolean> };
  readonly log: { warn(facts: object, message: string): void };
};

export type ReconcileTimes = {
  readonly everyMs: number;
  readonly leaseMs: number;
  readonly settleMs: number;
};

const LOOK_BACK_MS = 48 * 3_600_000;
const MOST_ATTEMPTS = 3;
const HEAL_MS = 5_000;

/** Compares all books, heals what is safe, keeps the rest for people. Any number of instances; one works at a time. */
export class Reconcile {
  private readonly holder = uuidv7();
  private readonly parts: ReconcileParts;
  private readonly times: ReconcileTimes;

  constructor(parts: ReconcileParts, times: ReconcileTimes) {
    this.parts = parts;
    this.times = times;
  }

  /** Does the run that is due, if it is our turn. @returns whether there was one */
  async turn(): Promise<boolean> {
    const { store } = this.parts;
    const runId = await store.begin(this.holder, this.times.leaseMs, this.times.everyMs);
    if (!runId) return false;
    try {
      await store.finish(runId, await this.run(runId));
    } catch (error) {
      // Whoever has the turn now does this run again.
      if (error instanceof TurnLost) return true;
      await store.finish(runId, undefined);
      throw error;
    }
    return true;
  }

  leave(): Promise<void> {
    return this.parts.store.leave(this.holder);
  }

  private async run(runId: string): Promise<RunResult> {
    const { store } = this.parts;
    const seen = await this.look();
    const findings = reconcile(seen);
    await this.keep();
    const noted = await store.note(findings);
    const tried = new Map(noted.map(({ code, subject, attempts }) => [`${code} ${subject}`, attempts]));
    let healed = 0;
    for (const finding of findings) {
      const attempts = tried.get(`${finding.code} ${finding.subject}`) ?? 0;
      if (finding.remedy && attempts < MOST_ATTEMPTS && (await this.heal(finding, finding.remedy))) healed++;
    }
    await store.forget(judgedCodes(seen), runId);
    const skipped = [...(seen.bookings ? [] : ['bookings']), ...(seen.holds ? [] : ['holds'])];
    const counts = { bookings: seen.bookings?.length ?? 0, holds: seen.holds?.length ?? 0 };
    return { orders: seen.orders.length, ...counts, found: findings.length, healed, skipped };
  }

  /** The others' books first and our orders last: an order is older than its money and its goods. */
  private async look() {
    const { store, payments, holds, log } = this.parts;
    const now = new Date();
    const oldest = await store.oldestOpen();
    const since = new Date(Math.min(now.getTime() - LOOK_BACK_MS, (oldest?.getTime() ?? Infinity) - 60_000));
    const unread = (what: string) => (err: unknown) => {
      if (err instanceof TurnLost) throw err;
      log.warn({ err, what }, 'a reconciliation goes on without some books');
      return undefined;
    };
    const readable = payments.all().filter((provider) => provider.list);
    const books = readable.map((provider) => this.all(provider.list?.(since) ?? none<Booking>()));
    const bookings = await Promise.all(books).then((all) => all.flat(), unread('bookings'));
    const seenHolds = await this.all<ComparedHold>(holds.list(firstIdAt(since))).catch(unread('holds'));
    const named = [...(bookings ?? []).map(({ key }) => orderIdOf(key))];
    const sagas = await store.openSagas();
    const orders = await store.orders(firstIdAt(since), named);
    const outboxAgeSeconds = await store.outboxAgeSeconds();
    const providers = readable.map(({ name }) => name);
    const { settleMs } = this.times;
    return { bookings, providers, holds: seenHolds, orders, sagas, outboxAgeSeconds, since, now, settleMs };
  }

  private async all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
    const items: T[] = [];
    for await (const page of pages) {
      items.push(...page);
      await this.keep();
    }
    return items;
  }

  private async heal(finding: Finding, remedy: Remedy): Promise<boolean> {
    const { store, log } = this.parts;
    await this.keep();
    try {
      const action = await this.apply(remedy);
      await store.mended(finding, action, true);
      return true;
    } catch (err) {
      const why = err instanceof Error ? err.message : String(err);
      log.warn({ err, code: finding.code, subject: finding.subject }, 'a finding could not be healed');
      await store.mended(finding, `tried to ${remedy.kind}: ${why.slice(0, 200)}`, false);
      return false;
    }
  }

  /** @returns what was done */
  private async apply(remedy: Remedy): Promise<string> {
    const { payments, stock, sagas } = this.parts;
    if (remedy.kind === 'release') {
      await stock.release(remedy.orderId, 'reconciliation', AbortSignal.timeout(HEAL_MS));
      return 'the goods were given back';
    }
    if (remedy.kind === 'retry') {
      if (!(await sagas.retry(remedy.sagaId))) throw new Error('it is not stuck any more');
      return 'the capture was set going again';
    }
    const outcome = await payments.of(remedy.provider, remedy.amount).void(remedy.key);
    if (outcome.kind !== 'approved') throw new Error(outcome.detail);
    return 'the authorisation was voided';
  }

  private keep(): Promise<void> {
    return this.parts.store.keepTurn(this.holder, this.times.leaseMs);
  }
}

/** The smallest id made at this time: ids begin with the time. */
function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

// eslint-disable-next-line require-yield -- nothing to tell
async function* none<T>(): AsyncGenerator<readonly T[]> {
  await Promise.resolve();
}
