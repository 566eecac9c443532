import type { Database } from '@tradepost/database';
import { Loop, type WorkerLog } from '@tradepost/messaging';
import { newSpanId, newTraceId, runInContext, type Metrics } from '@tradepost/observability';
import { MailRows, type DueMail } from './mail-rows.ts';
import { MailRefused, MailServerAway, type Mail, type MailTransport } from './transport.ts';

/** What a template makes of an owed mail. */
export type ComposedMail = Pick<Mail, 'subject' | 'html' | 'text'>;

/** Writes a mail. Undefined: there is nothing to say any more. */
export type ComposeMail = (mail: DueMail) => Promise<ComposedMail | undefined>;

export type MailWorkerOptions = {
  db: Database;
  log: WorkerLog;
  metrics?: Metrics;
  compose: ComposeMail;
  /** Undefined: mails are kept and not sent. */
  transport: MailTransport | undefined;
  /** `Name <address>`. */
  from: string;
  keepDays: number;
  maxAttempts: number;
  /** Mails sent at once (default 4). */
  parallel?: number;
  /** How often it looks without being told (default 5 000). */
  pollMs?: number;
  /** After this long without an end somebody else sends it (default 120 000). */
  leaseMs?: number;
  /** Pause before the second attempt; doubles with each (default 5 000). */
  retryMs?: number;
};

const MAX_RETRY_MS = 3_600_000;
const SWEEP_EVERY_MS = 600_000;
// What is late is never sent; this is how soon it is said.
const LATE_EVERY_MS = 60_000;
const SEND_TIMEOUT_MS = 60_000;

/** Worker: sends what is owed, at least once. Any number may run: a mail is leased by one of them. */
export class MailWorker {
  private readonly options: Required<Omit<MailWorkerOptions, 'metrics' | 'transport'>>;
  private readonly transport: MailTransport | undefined;
  private readonly rows: MailRows;
  private readonly loop: Loop;
  private readonly count: (kind: string, outcome: string) => void;
  private sweepAt = 0;
  private lateAt = 0;

  constructor({ metrics, transport, ...options }: MailWorkerOptions) {
    this.options = { parallel: 4, pollMs: 5_000, leaseMs: 120_000, retryMs: 5_000, ...options };
    this.transport = transport;
    this.rows = new MailRows(options.db);
    const round = () => this.round();
    this.loop = new Loop({ name: 'mail worker', log: options.log, round, maxBackoffMs: 60_000 });
    const mails = metrics?.counter('mails_total', 'Mails by what became of them', ['kind', 'outcome']);
    this.count = (kind, outcome) => mails?.inc({ kind, outcome });
    if (metrics) watch(metrics, this.rows);
  }

  start(): void {
    if (!this.transport)
      this.options.log.warn({}, 'SMTP_URL is not set: mails are written down and not sent');
    this.loop.start();
  }

  /** Ends after the mails it has in hand. */
  async stop(): Promise<void> {
    await this.loop.stop();
    await this.transport?.close();
  }

  /** There may be a mail to send. */
  notify(): void {
    this.loop.wake();
  }

  private async round(): Promise<number> {
    if (performance.now() >= this.sweepAt) await this.sweep();
    if (!this.transport) return SWEEP_EVERY_MS;
    const { parallel, leaseMs, pollMs } = this.options;
    if (performance.now() >= this.lateAt) await this.giveUpLate();
    const due = await this.rows.claim(parallel, leaseMs);
    const results = await Promise.allSettled(due.map((mail) => this.handle(mail)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    return due.length === parallel ? 0 : pollMs;
  }

  /** @throws MailServerAway, or whatever the database does */
  private handle(mail: DueMail): Promise<void> {
    const context = { traceId: mail.traceId ?? newTraceId(), spanId: newSpanId() };
    return runInContext(context, async () => {
      try {
        const isSent = await this.send(mail);
        this.count(mail.kind, isSent ? 'sent' : 'void');
      } catch (error) {
        await this.afterFailure(mail, error);
      }
    });
  }

  private async send(mail: DueMail): Promise<boolean> {
    const composed = await this.options.compose(mail);
    if (!composed) {
      await this.rows.end(mail, 'void', null);
      return false;
    }
    const { from } = this.options;
    const messageId = `${mail.id}@${domainOf(from)}`;
    const sending = this.transport?.send({
      ...composed,
      from,
      to: mail.to,
      messageId,
      language: mail.locale,
    });
    await inTime(sending, SEND_TIMEOUT_MS);
    await this.rows.sent(mail);
    return true;
  }

  private async afterFailure(mail: DueMail, error: unknown): Promise<void> {
    const { log, maxAttempts, retryMs } = this.options;
    const failure = codeOf(error);
    const facts = { mail: mail.id, kind: mail.kind, attempt: mail.attempts, failure };
    if (error instanceof MailServerAway) {
      await this.rows.giveBack(mail, failure);
      throw error;
    }
    if (error instanceof MailRefused || mail.attempts >= maxAttempts) {
      await this.rows.end(mail, 'dead', failure);
      this.count(mail.kind, 'dead');
      log.error(facts, 'a mail is given up');
      return;
    }
    await this.rows.retry(mail, Math.min(retryMs * 2 ** (mail.attempts - 1), MAX_RETRY_MS), failure);
    this.count(mail.kind, 'failed');
    if (mail.attempts === 1) log.warn(facts, 'a mail could not be sent and is tried again');
  }

  private async giveUpLate(): Promise<void> {
    const late = await this.rows.giveUpLate();
    if (late > 0) this.options.log.error({ mails: late }, 'mails have waited too long and are given up');
    this.lateAt = performance.now() + LATE_EVERY_MS;
  }

  private async sweep(): Promise<void> {
    while ((await this.rows.sweep(this.options.keepDays)) > 0);
    this.sweepAt = performance.now() + SWEEP_EVERY_MS;
  }
}

/** What went wrong, in a word: texts of mail servers and templates may name people. */
function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}

/** The domain of `Name <name@domain>` or of a bare address. */
const domainOf = (from: string): string => /@([^\s>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';

async function inTime(work: Promise<void> | undefined, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(Object.assign(new Error('sending took too long'), { code: 'late' })), ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function watch(metrics: Metrics, rows: MailRows): void {
  const oldest = metrics.gauge('mails_oldest_age_seconds', 'For how long the oldest unsent mail has waited');
  metrics.gauge('mails', 'Mails that wait, and mails that were given up', ['state'], async (gauge) => {
    // Without the database the last values stand.
    const load = await rows.load().catch(() => undefined);
    if (!load) return;
    gauge.set({ state: 'waiting' }, load.waiting);
    gauge.set({ state: 'dead' }, load.dead);
    oldest.set(load.oldest);
  });
}
