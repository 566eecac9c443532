import { createHash } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Entry, History, Outcome } from './history.ts';
import type { Random } from './random.ts';

export interface Call {
  what: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the shop's origin, or an absolute URL. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** How long the caller waits. */
  patienceMs?: number;
  /** An answer that is not final and nevertheless tells what to do next. */
  isEnough?: (answer: Answer) => boolean;
  about?: Partial<Omit<Entry, 'n' | 'from' | 'to' | 'who' | 'what' | 'outcome' | 'status'>>;
}

export interface Answer {
  outcome: Outcome;
  status: number;
  code: string | undefined;
  body: unknown;
}

const PATIENCE_MS = 15_000;

/** Not final: the same call may be repeated. */
const NOT_YET = new Set(['idempotency.in_flight', 'race.lost', 'cancelled']);

/** Makes calls of one actor and writes each into the history. */
export class Caller {
  readonly who: string;
  private readonly origin: string;
  private readonly history: History;
  private readonly connections: Agent;

  constructor(origin: string, history: History, who: string, connections = 8) {
    this.origin = origin;
    this.history = history;
    this.who = who;
    this.connections = new Agent({ connections, connect: { timeout: 2_000 } });
  }

  async call(call: Call): Promise<Answer> {
    const from = Date.now();
    const { status, text } = await this.send(call);
    const answer = understood(status, text);
    const order = orderIn(answer.body);
    this.history.add({
      ...{ from, to: Date.now(), who: this.who, what: call.what, outcome: answer.outcome, status },
      ...call.about,
      ...(call.body === undefined ? {} : { digest: digestOf(text) }),
      ...(answer.code === undefined ? {} : { code: answer.code }),
      ...order,
      ...(status === 0 || status >= 500 ? { detail: text.slice(0, 300) } : {}),
    });
    return answer;
  }

  /** Repeats the call with the same key until the answer is final or the limit is over. */
  async settled(call: Call, random: Random, limitMs = 40_000): Promise<Answer> {
    const until = Date.now() + limitMs;
    for (;;) {
      const answer = await this.call(call);
      if (answer.outcome !== 'unknown' || call.isEnough?.(answer) || Date.now() > until) return answer;
      await after(random.between(50, 500));
    }
  }

  close(): Promise<void> {
    return this.connections.destroy();
  }

  private async send(call: Call): Promise<{ status: number; text: string }> {
    const { method, path, body, headers, patienceMs = PATIENCE_MS } = call;
    try {
      const answer = await request(new URL(path, this.origin), {
        method,
        dispatcher: this.connections,
        signal: AbortSignal.timeout(patienceMs),
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.statusCode, text: await answer.body.text() };
    } catch (fault) {
      return { status: 0, text: String((fault as Error).message) };
    }
  }
}

function understood(status: number, text: string): Answer {
  const body = parsed(text);
  const code = (body as { code?: string } | undefined)?.code;
  return { outcome: outcomeOf(status, code), status, code, body };
}

function outcomeOf(status: number, code: string | undefined): Outcome {
  if (status === 0 || status === 202 || status === 429 || status >= 500) return 'unknown';
  if (status < 300) return 'ok';
  return code === undefined || NOT_YET.has(code) ? 'unknown' : 'no';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The id and total of an order, when the answer is one. */
function orderIn(body: unknown): Partial<Entry> {
  const order = body as
    { id?: string; number?: string; totals?: { grand?: { amount?: number } } } | undefined;
  if (!order?.number || !order.id) return {};
  const total = order.totals?.grand?.amount;
  return { orderId: order.id, ...(total === undefined ? {} : { total }) };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
