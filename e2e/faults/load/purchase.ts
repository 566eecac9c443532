import { setTimeout as after } from 'node:timers/promises';
import type { Answer, Call, Caller } from './caller.ts';
import { challengeIn, Payer } from './payer.ts';
import type { Random } from './random.ts';
import { ADDRESS } from './test-data.ts';

interface Terms {
  headers: Record<string, string>;
  about: NonNullable<Call['about']>;
}

/** An order with its buyer's headers. */
export interface Bought {
  id: string;
  headers: Record<string, string>;
}

/** How long a buyer repeats a purchase. */
const LIMIT_MS = 60_000;

/** How often a shopper pays with what; the last ones are provider faults. */
const TOKENS: readonly [token: string, share: number][] = [
  ['tok_ok', 45],
  ['tok_requires_action', 12],
  ['tok_declined', 9],
  ['tok_insufficient_funds', 6],
  ['tok_timeout_after_charge', 14],
  ['tok_duplicate_webhook', 5],
  ['tok_webhook_out_of_order', 4],
  ['tok_capture_fails', 3],
  ['tok_nobody_knows', 2],
];

/** Purchases as real buyers make them: with retries, hang-ups and double clicks. */
export class Purchase {
  private readonly caller: Caller;
  private readonly random: Random;
  private readonly payer: Payer;
  /** The token of every purchase; a random one when undefined. */
  private readonly pay: string | undefined;
  /** Purchased and not cancelled. */
  readonly bought: Bought[] = [];

  constructor(caller: Caller, random: Random, pay?: string) {
    this.caller = caller;
    this.random = random;
    this.pay = pay;
    this.payer = new Payer(caller, random);
  }

  /** Buys, then reads or cancels the order; returns the last answer. */
  async buy(what: object, terms: Terms, token = this.token()): Promise<Answer | undefined> {
    // Guests are identified by their e-mail address, in any spelling.
    const email = `${this.caller.who.replace(' ', '-')}@example.com`;
    const written = this.random.chance(0.2) ? email.toUpperCase() : email;
    const data = { ...what, email: written, shippingAddress: ADDRESS };
    const body = { ...data, payment: { provider: 'sandbox', token } };
    const answer = await this.randomly(body, terms);
    if (answer?.status === 201) await this.afterwards(boughtIn(answer, terms));
    return answer;
  }

  private async randomly(body: object, terms: Terms): Promise<Answer | undefined> {
    const call = this.call(body, terms, this.random.key());
    const way = this.random.next();
    if (way < 0.2) return this.impatiently(call);
    if (way < 0.35) return this.doubled(call);
    if (way < 0.45) return this.withTwoKeys(body, terms);
    const answer = await this.settled(call);
    // Repeated later: the answer must be the same.
    if (answer.outcome !== 'unknown' && this.random.chance(0.2)) await this.caller.call(call);
    return answer;
  }

  /** Repeats the call until its answer is final, and answers a challenge. */
  private async settled(call: Call, before?: Answer): Promise<Answer> {
    const isEnough = (answer: Answer): boolean => challengeIn(answer) !== undefined;
    const answer = before ?? (await this.caller.settled({ ...call, isEnough }, this.random, LIMIT_MS));
    const challenge = challengeIn(answer);
    if (!challenge) return answer;
    const isComing = await this.payer.act(challenge, call.headers ?? {});
    return isComing ? this.caller.settled(call, this.random, LIMIT_MS) : answer;
  }

  /** Disconnects early and repeats the call with the same key. */
  private async impatiently(call: Call): Promise<Answer> {
    await this.caller.call({ ...call, patienceMs: this.random.between(20, 600) });
    return this.settled(call);
  }

  /** Concurrent calls with one key. */
  private async doubled(call: Call): Promise<Answer | undefined> {
    const hands = Array.from({ length: this.random.between(2, 4) }, () => this.caller.call(call));
    const answers = await Promise.all(hands);
    if (answers.some(({ outcome }) => outcome === 'unknown'))
      return this.settled(
        call,
        answers.find((answer) => challengeIn(answer)),
      );
    return answers.find(({ outcome }) => outcome === 'ok') ?? answers[0];
  }

  /** Two keys for one purchase: a cart may be bought once, lines may be bought twice. */
  private async withTwoKeys(body: object, terms: Terms): Promise<Answer | undefined> {
    const calls = [this.call(body, terms, this.random.key()), this.call(body, terms, this.random.key())];
    const answers = await Promise.all(calls.map((call) => this.settled(call)));
    return answers.find(({ outcome }) => outcome === 'ok') ?? answers[0];
  }

  private call(body: object, { headers, about }: Terms, key: string): Call {
    return {
      ...{ what: 'order', method: 'POST', path: '/api/v1/orders', body, patienceMs: 40_000 },
      headers: { ...headers, 'Idempotency-Key': key },
      about: { ...about, key },
    };
  }

  private async afterwards(bought: Bought): Promise<void> {
    const { id, headers } = bought;
    const path = `/api/v1/orders/${id}`;
    const about = { orderId: id };
    if (this.random.chance(0.3))
      await this.caller.call({ what: 'order.read', method: 'GET', path, headers, about });
    if (!this.random.chance(0.3)) {
      this.bought.push(bought);
      return;
    }
    await after(this.random.between(0, 200));
    await this.cancel(bought);
  }

  /** Cancels an earlier purchase, which may be packed by now. */
  async cancelEarlier(): Promise<void> {
    if (this.bought.length > 0) await this.cancel(this.random.pick(this.bought.slice(-5)));
  }

  private async cancel({ id, headers }: Bought): Promise<void> {
    const path = `/api/v1/orders/${id}/cancel`;
    const cancel: Call = {
      ...{ what: 'cancel', method: 'POST', path, body: {}, headers },
      about: { orderId: id },
    };
    const hands = Array.from({ length: this.random.between(1, 3) }, () =>
      this.caller.settled(cancel, this.random, 20_000),
    );
    await Promise.all(hands);
  }

  private token(): string {
    if (this.pay !== undefined) return this.pay;
    let left = this.random.between(1, 100);
    for (const [token, share] of TOKENS) if ((left -= share) <= 0) return token;
    return 'tok_ok';
  }
}

function boughtIn({ body }: Answer, { headers }: Terms): Bought {
  const { id, token } = body as { id: string; token?: string };
  return { id, headers: { ...headers, ...(token ? { 'Order-Token': token } : {}) } };
}
