import { setTimeout as after } from 'node:timers/promises';
import type { Answer, Call, Caller } from './caller.ts';
import { Purchase } from './purchase.ts';
import type { Random } from './random.ts';
import { ADDRESS, type TestData, type Session } from './test-data.ts';
import { sendBack } from './sending-back.ts';

interface CartBody {
  id: string;
  token?: string;
  state: string;
  lines: { id: string; variantId: string; quantity: number }[];
  totals: { grand: { amount: number; currency: string } };
}

/** A cart as its last response showed it. */
interface Trolley {
  cart: CartBody;
  headers: Record<string, string>;
  /** False once a response is missing: then its contents are unknown. */
  isClear: boolean;
}

/** A customer who fills carts, buys, cancels, disconnects, and returns items. */
export class Shopper {
  private readonly caller: Caller;
  private readonly random: Random;
  private readonly data: TestData;
  private readonly session: Session;
  private who: Record<string, string> = {};
  private readonly purchase: Purchase;

  constructor(
    caller: Caller,
    random: Random,
    { data, pay }: { data: TestData; pay: string | undefined },
    session: Session,
  ) {
    this.caller = caller;
    this.random = random;
    this.data = data;
    this.session = session;
    this.purchase = new Purchase(caller, random, pay);
  }

  async shopUntil(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      this.who = await this.session();
      if (this.random.chance(0.3)) await this.buyAtOnce();
      else await this.visit(isOver);
      if (this.random.chance(0.5)) await this.returnSomething();
      if (this.random.chance(0.1)) await this.purchase.cancelEarlier();
      await this.think();
    }
    await this.caller.close();
  }

  /** Returns lines of the first delivered order among the latest. */
  private async returnSomething(): Promise<void> {
    const latest = this.random.shuffled(this.purchase.bought.slice(-12));
    for (const bought of latest.slice(0, 3)) {
      if (!(await sendBack(this.caller, this.random, bought))) continue;
      this.data.awaitingStaff.push(bought.id);
      return;
    }
  }

  private async buyAtOnce(): Promise<void> {
    const lines = this.choose(this.random.between(1, 3));
    const expected = Object.fromEntries(lines.map(({ variantId, quantity }) => [variantId, quantity]));
    await this.purchase.buy({ lines }, { headers: this.who, about: { expected } });
  }

  private async visit(isOver: () => boolean): Promise<void> {
    const trolley = await this.takeTrolley();
    if (!trolley) return;
    for (let operations = this.random.between(1, 4); operations > 0 && !isOver(); operations--) {
      await this.change(trolley);
      await this.think();
    }
    if (trolley.cart.lines.length === 0) await this.add(trolley);
    if (this.random.chance(0.5)) await this.address(trolley);
    if (this.random.chance(0.85)) await this.checkOut(trolley);
  }

  private async takeTrolley(): Promise<Trolley | undefined> {
    const key = this.random.key();
    const headers = { ...this.who, 'Idempotency-Key': key };
    const about = { key };
    const call: Call = { what: 'cart', method: 'POST', path: '/api/v1/carts', body: {}, headers, about };
    const made = await this.caller.settled(call, this.random);
    if (made.outcome !== 'ok') return undefined;
    const cart = made.body as CartBody;
    return {
      cart,
      headers: { ...this.who, ...(cart.token ? { 'Cart-Token': cart.token } : {}) },
      // A user's cart may be one that is being bought, or that was left unclear.
      isClear: cart.state === 'active',
    };
  }

  private async change(trolley: Trolley): Promise<void> {
    const line = trolley.cart.lines.length > 0 ? this.random.pick(trolley.cart.lines) : undefined;
    if (!line || this.random.chance(0.5)) return this.add(trolley);
    const where = `/api/v1/carts/${trolley.cart.id}/lines/${line.id}`;
    if (this.random.chance(0.3))
      return this.keyed(trolley, { what: 'cart.remove', method: 'DELETE', path: where });
    const body = { quantity: this.random.between(1, 4) };
    await this.keyed(trolley, { what: 'cart.change', method: 'PATCH', path: where, body });
  }

  private async add(trolley: Trolley): Promise<void> {
    const [line] = this.choose(1);
    const before = quantityOf(trolley.cart, line?.variantId ?? '');
    const wasClear = trolley.isClear;
    const where = `/api/v1/carts/${trolley.cart.id}/lines`;
    await this.keyed(trolley, { what: 'cart.add', method: 'POST', path: where, body: line });
    // A repeated key must not have put it in twice; the purchase is compared with what should be in it.
    const should = before + (line?.quantity ?? 0);
    if (!wasClear || !trolley.isClear || !line || quantityOf(trolley.cart, line.variantId) === 0) return;
    for (const known of trolley.cart.lines) if (known.variantId === line.variantId) known.quantity = should;
  }

  private address(trolley: Trolley): Promise<void> {
    const path = `/api/v1/carts/${trolley.cart.id}/shipping-address`;
    return this.keyed(trolley, { what: 'cart.address', method: 'PUT', path, body: ADDRESS });
  }

  /** A change of the cart under a key of its own, repeated until its answer is final. */
  private async keyed(trolley: Trolley, call: Omit<Call, 'headers' | 'about'>): Promise<void> {
    const key = this.random.key();
    const headers = { ...trolley.headers, 'Idempotency-Key': key };
    const about = { key, cartId: trolley.cart.id };
    const asked = { ...call, headers, about };
    if (this.random.chance(0.15))
      await this.caller.call({ ...asked, patienceMs: this.random.between(10, 300) });
    const answer = await this.caller.settled(asked, this.random, 10_000);
    if (answer.outcome === 'ok') trolley.cart = answer.body as CartBody;
    else if (answer.outcome === 'unknown' || answer.code === 'cart.completing') trolley.isClear = false;
  }

  private async checkOut(trolley: Trolley): Promise<void> {
    const { cart, headers } = trolley;
    const expected = Object.fromEntries(cart.lines.map(({ variantId, quantity }) => [variantId, quantity]));
    const isMeddling = this.random.chance(0.15);
    const known = trolley.isClear && !isMeddling ? { expected } : {};
    // Half of them send the expected total, and are refused when a price has changed.
    const seen = this.random.chance(0.5) && trolley.isClear ? { expectedTotal: cart.totals.grand } : {};
    const terms = { headers, about: { cartId: cart.id, ...known } };
    const buying = this.purchase.buy({ cartId: cart.id, ...seen }, terms);
    if (isMeddling) await Promise.all([buying, this.add(trolley)]);
    const answer: Answer | undefined = await buying;
    if (answer?.status === 402) await this.purchase.buy({ cartId: cart.id }, terms, 'tok_ok');
  }

  private choose(kinds: number): { variantId: string; quantity: number }[] {
    return this.random
      .shuffled(this.data.items)
      .slice(0, kinds)
      .map(({ variantId }) => ({ variantId, quantity: this.random.between(1, 3) }));
  }

  private think(): Promise<void> {
    return after(this.random.between(0, 250));
  }
}

function quantityOf(cart: CartBody, variantId: string): number {
  return cart.lines
    .filter((line) => line.variantId === variantId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}
