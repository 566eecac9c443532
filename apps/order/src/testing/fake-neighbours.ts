import { DomainError } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import {
  PaymentProvider,
  type Authorization,
  type Movement,
  type PaymentOutcome,
} from '../flows/payment-provider.ts';
import { Carts, Stock, type Checkout, type Item } from '../flows/ports.ts';
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
  free = 1_000;

  override hold(orderId: string, items: readonly Item[]): Promise<void> {
    const quantity = items.reduce((all, item) => all + item.quantity, 0);
    if (this.held.has(orderId)) return Promise.resolve();
    if (quantity > this.free || this.released.has(orderId))
      return Promise.reject(
        new DomainError('conflict', 'stock.insufficient', 'Sold out.', { free: this.free }),
      );
    this.free -= quantity;
    this.held.set(orderId, quantity);
    return Promise.resolve();
  }

  override commit(orderId: string): Promise<void> {
    if (!this.held.has(orderId))
      return Promise.reject(new DomainError('conflict', 'stock.hold_gone', 'The hold is gone.'));
    this.committed.add(orderId);
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
  state: 'authorized' | 'declined' | 'voided';
  captured: number;
  refunded: number;
};

/** The sandbox's rules in memory, with a switch for every way to fail. */
export class FakeProvider extends PaymentProvider {
  override readonly name = 'sandbox';
  readonly books = new Map<string, Booked>();
  /** Answers that are lost after the books were written, by method. */
  readonly lost = new Set<'authorize' | 'status' | 'capture' | 'void' | 'refund'>();
  refusesCapture = false;

  override authorize({ key, amount, token }: Authorization): Promise<PaymentOutcome> {
    if (token === 'tok_unheard_of')
      return Promise.reject(new DomainError('invalid', 'payment.token_unknown', 'No such token.'));
    const state = token === 'tok_declined' ? 'declined' : 'authorized';
    const booked = this.books.get(key) ?? {
      amountMinor: amount.amountMinor,
      state,
      captured: 0,
      refunded: 0,
    };
    this.books.set(key, booked);
    return this.answer('authorize', outcomeOf(key, booked));
  }

  override status(key: string): Promise<PaymentOutcome | undefined> {
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
    if (booked.state === 'authorized') booked.state = 'voided';
    return this.answer('void', approved(key));
  }

  override refund({ reference, amount }: Movement): Promise<PaymentOutcome> {
    const booked = this.books.get(reference);
    if (!booked || booked.captured < amount.amountMinor)
      return this.answer('refund', { kind: 'declined', code: 'refund.exceeds_limit', detail: 'No.' });
    booked.refunded = amount.amountMinor;
    return this.answer('refund', approved(reference));
  }

  private answer(method: 'authorize' | 'status' | 'capture' | 'void' | 'refund', outcome: PaymentOutcome) {
    return Promise.resolve<PaymentOutcome>(
      this.lost.has(method) ? { kind: 'unknown', detail: `the answer to ${method} was lost` } : outcome,
    );
  }
}

const approved = (reference: string): PaymentOutcome => ({ kind: 'approved', reference });

const outcomeOf = (key: string, { state }: Booked): PaymentOutcome =>
  state === 'authorized'
    ? approved(key)
    : { kind: 'declined', code: state, detail: 'The payment was declined.' };

export const neighbourDown = (): never => {
  throw new NotYet('unavailable', 'nobody answers');
};
