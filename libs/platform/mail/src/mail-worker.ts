import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@tradepost/database';
import { Loop, type WorkerLog } from '@tradepost/messaging';
import {
  fromStoredTrace,
  inSpan,
  runInContext,
  type Metrics,
  PLATFORM_SERIES,
  TABLE_AGE_MS,
} from '@tradepost/observability';
import { composeEach, type ComposeMail, type MailComposer } from './composing.ts';
import { Gathering } from './gathering.ts';
import { inTime } from './in-time.ts';
import { MailRows, type DueMail } from './mail-rows.ts';
import type { Sender } from './sender.ts';
import { MAILS_AT_ONCE, MailRefused, MailServerUnavailable, type MailTransport } from './transport.ts';

export interface MailWorkerOptions {
  db: Database;
  log: WorkerLog;
  metrics?: Metrics;
  composer: MailComposer;
  /** Undefined: mails are stored and not sent. */
  transport: MailTransport | undefined;
  /** `Name <address>`. */
  from: Sender;
  maxAttempts: number;
  /** Mails leased at once (default 32). */
  batch?: number;
  /** Mails sent concurrently (default `MAILS_AT_ONCE`, 8). */
  parallel?: number;
  /** Poll interval when it is not notified (default 5 000). */
  pollMs?: number;
  /** Lease of a mail; after that another worker sends it (default 120 000). */
  leaseMs?: number;
  /** Pause before the second attempt; doubles with each further one (default 5 000). */
  retryMs?: number;
  /** A mail whose sending takes longer is taken back from the transport and retried (default 60 000). */
  sendTimeoutMs?: number;
}

const MAX_RETRY_MS = 3_600_000;
// Without a server it has nothing to do.
const IDLE_MS = 600_000;
// Expired mails are never sent; this is how often they are marked and logged.
const LATE_EVERY_MS = 60_000;
const MARK_AGAIN_MS = 250;

/** Worker that sends queued mails at least once. Any number of replicas may run it: each mail is leased by one. */
export class MailWorker {
  private readonly options: Required<Omit<MailWorkerOptions, 'metrics' | 'transport'>>;
  private readonly transport: MailTransport | undefined;
  private readonly rows: MailRows;
  private readonly marks: Gathering<string>;
  private readonly loop: Loop;
  private readonly reached: (isUp: boolean) => void;
  private readonly count: (outcome: 'sent' | 'void' | 'failed' | 'dead') => void;
  private lateAt = 0;

  constructor({ metrics, transport, ...options }: MailWorkerOptions) {
    this.options = {
      ...{ batch: 32, parallel: MAILS_AT_ONCE, pollMs: 5_000, leaseMs: 120_000, retryMs: 5_000 },
      ...{ sendTimeoutMs: 60_000, ...options },
    };
    this.transport = transport;
    this.rows = new MailRows(options.db);
    this.marks = new Gathering((ids) => this.rows.sent(ids));
    const round = () => this.round();
    this.loop = new Loop({ name: 'mail worker', log: options.log, round, maxBackoffMs: 60_000 });
    const mails = metrics?.counter(PLATFORM_SERIES.mail.outcomes);
    this.count = (outcome) => mails?.inc({ outcome });
    const up = metrics?.gauge(PLATFORM_SERIES.process.dependencyUp);
    this.reached = (isUp) => up?.set({ dependency: 'smtp' }, Number(isUp));
    if (metrics) watch(metrics, this.rows);
  }

  start(): void {
    if (!this.transport) this.options.log.warn({}, 'SMTP_URL is not set: mails are stored and not sent');
    this.loop.start();
  }

  /** Finishes the mails that are being sent first. */
  async stop(): Promise<void> {
    await this.loop.stop();
    await this.transport?.close();
  }

  /** Wakes the worker: there may be a mail to send. */
  notify(): void {
    this.loop.wake();
  }

  private async round(): Promise<number> {
    if (!this.transport) return IDLE_MS;
    const { batch, leaseMs, pollMs } = this.options;
    if (performance.now() >= this.lateAt) await this.abandonLate();
    const due = await this.rows.claim(batch, leaseMs);
    if (due.length > 0) await this.sendAll(due);
    return due.length === batch ? 0 : pollMs;
  }

  /** Sends some at a time. Those it does not get to before half of their lease is over are given back. */
  private async sendAll(due: readonly DueMail[]): Promise<void> {
    const { composer, leaseMs, parallel } = this.options;
    const leasedUntil = performance.now() + leaseMs;
    const until = leasedUntil - leaseMs / 2;
    const compose = composeEach(composer, due);
    const left = [...due];
    const failures: unknown[] = [];
    const sendSome = async (): Promise<void> => {
      while (this.loop.isRunning && failures.length === 0 && performance.now() < until) {
        const mail = left.shift();
        if (!mail) return;
        await this.handle(mail, compose, leasedUntil).catch((error: unknown) => failures.push(error));
      }
    };
    await Promise.all(Array.from({ length: parallel }, sendSome));
    if (left.length > 0) await this.rows.giveBack(left);
    for (const failure of failures) throw failure;
  }

  /** @throws MailServerUnavailable, or a database error */
  private handle(mail: DueMail, compose: ComposeMail, leasedUntil: number): Promise<void> {
    const context = fromStoredTrace({ traceId: mail.traceId ?? null, spanId: mail.spanId ?? null });
    const attributes = {
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'mails',
      'messaging.message.id': mail.id,
      'tradepost.mail.kind': mail.kind,
      'tradepost.attempt': mail.attempts,
    };
    return runInContext(context, async () => {
      let isSent: boolean;
      try {
        isSent = await inSpan('process mails', { kind: 'consumer', attributes }, () =>
          this.send(mail, compose),
        );
      } catch (error) {
        return this.afterFailure(mail, error);
      }
      await this.mark(mail, isSent, leasedUntil);
      this.count(isSent ? 'sent' : 'void');
    });
  }

  /** @returns false if the mail is no longer relevant */
  private async send(mail: DueMail, compose: ComposeMail): Promise<boolean> {
    const composed = await compose(mail);
    if (!composed) return false;
    const { from, sendTimeoutMs } = this.options;
    const messageId = `${mail.id}@${domainOf(from)}`;
    const message = { ...composed, from, to: mail.to, messageId, language: mail.locale };
    await inSpan('send mail', { kind: 'client' }, () =>
      inTime(sendTimeoutMs, async (signal) => this.transport?.send(message, signal)),
    );
    this.reached(true);
    return true;
  }

  /** Repeated while the lease lasts: no other worker sends the mail again before. Never a failed attempt of the mail. */
  private async mark(mail: DueMail, isSent: boolean, leasedUntil: number): Promise<void> {
    for (;;) {
      try {
        return await (isSent ? this.marks.add(mail.id) : this.rows.end(mail, 'void', null));
      } catch (error) {
        // A process that stops does not wait for a database that is away.
        if (!this.loop.isRunning || performance.now() + MARK_AGAIN_MS > leasedUntil) throw error;
        await pause(MARK_AGAIN_MS);
      }
    }
  }

  private async afterFailure(mail: DueMail, error: unknown): Promise<void> {
    const { log, maxAttempts, retryMs } = this.options;
    const failure = failureCodeOf(error);
    const facts = { mail: mail.id, kind: mail.kind, attempt: mail.attempts, failure };
    if (error instanceof MailServerUnavailable) {
      this.reached(false);
      await this.rows.giveBack([mail], failure);
      throw error;
    }
    if (error instanceof MailRefused || mail.attempts >= maxAttempts) {
      await this.rows.end(mail, 'dead', failure);
      this.count('dead');
      log.error(facts, 'a mail was abandoned');
      return;
    }
    await this.rows.retry(mail, Math.min(retryMs * 2 ** (mail.attempts - 1), MAX_RETRY_MS), failure);
    this.count('failed');
    if (mail.attempts === 1) log.warn(facts, 'a mail could not be sent and will be retried');
  }

  private async abandonLate(): Promise<void> {
    const late = await this.rows.abandonLate();
    if (late > 0) this.options.log.error({ mails: late }, 'mails expired before they could be sent');
    this.lateAt = performance.now() + LATE_EVERY_MS;
  }
}

/** A code without details: messages of mail servers and templates may contain personal data. */
function failureCodeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}

/** The domain of `Name <name@domain>` or of a bare address. */
const domainOf = ({ address }: Sender): string => address.slice(address.lastIndexOf('@') + 1);

function watch(metrics: Metrics, rows: MailRows): void {
  const oldest = metrics.gauge(PLATFORM_SERIES.mail.oldestAge);
  const mails = metrics.gauge(PLATFORM_SERIES.mail.mails);
  // Both states have a partial index: sent mails are not touched.
  const collect = async (): Promise<void> => {
    const load = await rows.load();
    mails.set({ state: 'waiting' }, load.waiting);
    mails.set({ state: 'dead' }, load.dead);
    oldest.set(load.oldest);
  };
  metrics.onScrape(collect, { minAgeMs: TABLE_AGE_MS });
}
