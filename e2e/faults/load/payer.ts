import { setTimeout as after } from 'node:timers/promises';
import type { Answer, Caller } from './caller.ts';
import type { Random } from './random.ts';

/** A purchase that waits for its payer. */
export interface Challenge {
  orderId: string;
  url: string;
  /** Shown by a guest. */
  token: string | undefined;
}

/** The challenge, if the answer contains one. */
export function challengeIn({ status, body }: Answer): Challenge | undefined {
  const order = body as { id: string; token?: string; challenge?: { url: string } | null } | undefined;
  if (status !== 202 || !order?.challenge) return undefined;
  return { orderId: order.id, url: order.challenge.url, token: order.token };
}

/** A payer with a challenge: confirms, refuses, presses twice, walks away, comes back too early or never. */
export class Payer {
  private readonly caller: Caller;
  private readonly random: Random;

  constructor(caller: Caller, random: Random) {
    this.caller = caller;
    this.random = random;
  }

  /** @returns false if the payer does not ask for the outcome */
  async act(challenge: Challenge, buyersHeaders: Record<string, string>): Promise<boolean> {
    const random = this.random;
    const { token } = challenge;
    const { 'Idempotency-Key': _, ...own } = buyersHeaders;
    const headers = { ...own, ...(token ? { 'Order-Token': token } : {}) };
    // Forgotten: its hold must expire. Some walk away explicitly.
    if (random.chance(0.25)) {
      if (random.chance(0.4)) await this.walkAway(challenge, headers);
      return random.chance(0.5);
    }
    if (random.chance(0.15)) await this.complete(challenge, headers);
    await after(random.between(0, 600));
    const first = random.chance(0.8) ? 'passed' : 'failed';
    const presses = [first, ...(random.chance(0.3) ? [first] : [])];
    if (random.chance(0.08)) presses.push(first === 'passed' ? 'failed' : 'passed');
    await Promise.all(presses.map((into) => this.press(challenge, into)));
    // Some close the page: then the provider's webhook must be enough.
    if (random.chance(0.2)) return true;
    const hands = Array.from({ length: random.between(1, 3) }, () => this.complete(challenge, headers));
    if (random.chance(0.2)) hands.push(this.walkAway(challenge, headers));
    await Promise.all(hands);
    return true;
  }

  /** A button on the provider's page. */
  private press({ url, orderId }: Challenge, into: string): Promise<Answer> {
    const about = { orderId, into };
    const call = { what: 'payer', method: 'POST', path: url, body: { outcome: into }, about } as const;
    return this.caller.settled(call, this.random, 20_000);
  }

  private complete(challenge: Challenge, headers: Record<string, string>): Promise<Answer> {
    return this.say('complete', challenge, headers);
  }

  private walkAway(challenge: Challenge, headers: Record<string, string>): Promise<Answer> {
    return this.say('abandon', challenge, headers);
  }

  private say(what: string, { orderId }: Challenge, headers: Record<string, string>): Promise<Answer> {
    const path = `/api/v1/orders/${orderId}/payment/${what}`;
    const call = { what, method: 'POST', path, body: {}, headers, about: { orderId } } as const;
    return this.caller.settled(call, this.random, 20_000);
  }
}
