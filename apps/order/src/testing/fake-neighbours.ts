import { DomainError } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import {
  PaymentProvider,
  type Authorization,
  type AuthorizationOutcome,
  type Movement,
  type PaymentNews,
  type PaymentOutcome,
  type Webhook,
} from '../flows/payment-provider.ts';
import { Carts, Stock, type Bought, type Checkout } from '../flows/ports.ts';
import { aCheckout } from './builders.ts';

/** Carts that remember who froze them. */
export class FakeCarts extends Carts {
  readonly frozen = new Set<string>();
  checkoutIs: () => Checkout = () => aCheckout();

  override checkout(orderId: string): Promise<Checkout> {
    this.frozen.add(orderId);
    return Promise.resolve().then(() => this.checkoutIs());
  }

  override unfreeze(orderId: string): Promise<void> {
    this.frozen.delete(orderId);
    return Promise.resolve();
  }
}

/** One pile of goods for all variants. */
export class FakeStock extends Stock {
  readonly held = new Map<string, number>();
  readonly committed = new Set<string>();
  readonly released = new Set<string>();
  readonly returned = new Set<string>();
  /** How many left, by parcel. */
  readonly consumed = new Map<string, number>();
  /** Until when goods are kept for longer, by order. */
  readonly extended = new Map<string, Date>();
  /** Who bought, by order. */
  readonly customers = new Map<string, string>();
  free = 1_000;

  override hold({ orderId, items }: Bought, customer: string): Promise<void> {
    const quantity = items.reduce((all, item) => all + item.quantity, 0);
    if (this.held.has(orderId)) return Promise.resolve();
    if (quantity > this.free || this.released.has(orderId))
      return Promise.reject(
        new DomainError('conflict', 'stock.insufficient', 'Sold out.', { free: this.free }),
      );
    this.free -= quantity;
    this.held.set(orderId, quantity);
    this.customers.set(orderId, customer);
    return Promise.resolve();
  }

  override commit(orderId: string): Promise<void> {
    if (!this.held.has(orderId))
      return Promise.reject(new DomainError('conflict', 'stock.hold_gone', 'The hold is gone.'));
    this.committed.add(orderId);
    return Promise.resolve();
  }

  override extend(orderId: string, until: Date): Promise<void> {
    if (!this.held.has(orderId))
      return Promise.reject(new DomainError('conflict', 'stock.hold_gone', 'The hold is gone.'));
    this.extended.set(orderId, until);
    return Promise.resolve();
  }

  /** As time does to what nobody committed. */
  expire(orderId: string): void {
    this.free += this.held.get(orderId) ?? 0;
    this.held.delete(orderId);
  }

  override consume(parcelId: string, { orderId, items }: Bought): Promise<void> {
    if (!this.committed.has(orderId))
      return Promise.reject(new DomainError('conflict', 'stock.hold_gone', 'The goods are not sold.'));
    this.consumed.set(
      parcelId,
      items.reduce((all, item) => all + item.quantity, 0),
    );
    return Promise.resolve();
  }

  override takeBack(returnId: string, { items }: Bought): Promise<void> {
    if (!this.returned.has(returnId)) this.free += items.reduce((all, item) => all + item.quantity, 0);
    this.returned.add(returnId);
    return Promise.resolve();
  }

  override release(orderId: string): Promise<void> {
    this.free += this.held.get(orderId) ?? 0;
    this.held.delete(orderId);
    this.committed.delete(orderId);
    this.released.add(orderId);
    return Promise.resolve();
  }
}

type Booked = {
  amountMinor: number;
  state: 'requires_action' | 'authorized' | 'declined' | 'voided' | 'expired';
  captured: number;
  refunded: number;
};

/** The sandbox's rules in memory, with a switch for every way to fail. */
export class FakeProvider extends PaymentProvider {
  override readonly name = 'sandbox';
  readonly books = new Map<string, Booked>();
  private readonly refunds = new Set<string>();
  /** Answers that are lost after the books were written, by method. */
  readonly lost = new Set<'authorize' | 'status' | 'capture' | 'void' | 'refund'>();
  refusesCapture = false;

  override authorize({ key, amount, token }: Authorization): Promise<AuthorizationOutcome> {
    if (token === 'tok_unheard_of')
      return Promise.reject(new DomainError('invalid', 'payment.token_unknown', 'No such token.'));
    const state = STATES[token] ?? 'authorized';
    const booked = this.books.get(key) ?? {
      amountMinor: amount.amountMinor,
      state,
      captured: 0,
      refunded: 0,
    };
    this.books.set(key, booked);
    return this.answer('authorize', outcomeOf(key, booked));
  }

  override status(key: string): Promise<AuthorizationOutcome | undefined> {
    if (this.lost.has('status')) return this.answer('status', approved(key));
    const booked = this.books.get(key);
    return Promise.resolve(booked && outcomeOf(key, booked));
  }

  override capture({ reference, amount }: Movement): Promise<PaymentOutcome> {
    const booked = this.books.get(reference);
    if (this.refusesCapture || booked?.state !== 'authorized')
      return this.answer('capture', { kind: 'declined', code: 'authorization.voided', detail: 'No.' });
    booked.captured = amount.amountMinor;
    return this.answer('capture', approved(reference));
  }

  override void(key: string): Promise<PaymentOutcome> {
    const booked = this.books.get(key) ?? { amountMinor: 0, state: 'voided', captured: 0, refunded: 0 };
    this.books.set(key, booked);
    if (booked.captured > 0)
      return this.answer('void', { kind: 'declined', code: 'already_captured', detail: 'Taken.' });
    if (booked.state === 'authorized' || booked.state === 'requires_action') booked.state = 'voided';
    return this.answer('void', approved(key));
  }

  override refund({ key, reference, amount }: Movement): Promise<PaymentOutcome> {
    const booked = this.books.get(reference);
    if (booked && this.refunds.has(key)) return this.answer('refund', approved(reference));
    if (!booked || booked.captured - booked.refunded < amount.amountMinor)
      return this.answer('refund', { kind: 'declined', code: 'refund.exceeds_limit', detail: 'No.' });
    this.refunds.add(key);
    booked.refunded += amount.amountMinor;
    return this.answer('refund', approved(reference));
  }

  /** As the payer does. */
  act(orderId: string, state: 'authorized' | 'declined'): void {
    const booked = this.books.get(`${orderId}/authorize`);
    if (booked?.state === 'requires_action') booked.state = state;
  }

  /** Unsigned: the body is the news. */
  override parseWebhook({ body }: Webhook): PaymentNews {
    return JSON.parse(Buffer.from(body).toString()) as PaymentNews;
  }

  private answer<Outcome>(
    method: 'authorize' | 'status' | 'capture' | 'void' | 'refund',
    outcome: Outcome,
  ): Promise<Outcome | { kind: 'unknown'; detail: string }> {
    return Promise.resolve(
      this.lost.has(method) ? { kind: 'unknown', detail: `the answer to ${method} was lost` } : outcome,
    );
  }
}

const approved = (reference: string): PaymentOutcome => ({ kind: 'approved', reference });

const STATES: Record<string, Booked['state']> = {
  tok_declined: 'declined',
  tok_requires_action: 'requires_action',
};

function outcomeOf(key: string, { state }: Booked): AuthorizationOutcome {
  if (state === 'authorized') return approved(key);
  if (state === 'requires_action')
    return { kind: 'requires_action', reference: key, challengeUrl: 'http://bank.example/challenge' };
  return { kind: 'declined', code: state, detail: 'The payment was declined.' };
}

export const neighbourDown = (): never => {
  throw new NotYet('unavailable', 'nobody answers');
};
