import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import {
  PaymentProvider,
  type Authorization,
  type AuthorizationOutcome,
  type Movement,
  type PaymentOutcome,
  type Webhook,
  type WebhookEvent,
} from '../flows/ports/payment-provider.ts';
import { Carts, type Checkout } from '../flows/ports/carts.ts';
import { Stock, type OrderItems } from '../flows/ports/stock.ts';
import { aCheckout } from './builders.ts';

/** Carts that remember the orders they are frozen for. */
export class FakeCarts extends Carts {
  readonly frozen = new Set<string>();
  /** What the last call to release a cart proved. */
  releasedWith: { userId: string; token: string } | undefined;
  checkoutIs: () => Checkout = () => aCheckout();

  override async checkout(orderId: string): Promise<Checkout> {
    const checkout = this.checkoutIs();
    this.frozen.add(orderId);
    return checkout;
  }

  override unfreeze(orderId: string): Promise<void> {
    this.frozen.delete(orderId);
    return Promise.resolve();
  }
}

/** One stock level for all variants. */
export class FakeStock extends Stock {
  readonly held = new Map<string, number>();
  readonly committed = new Set<string>();
  readonly released = new Set<string>();
  readonly returned = new Set<string>();
  /** Shipped quantity, by parcel. */
  readonly consumed = new Map<string, number>();
  /** Shipped quantity, by order. */
  readonly shipped = new Map<string, number>();
  /** End of extended holds, by order. */
  readonly extended = new Map<string, Date>();
  free = 1_000;
  /** False: as the product service of the release before, which only holds. */
  sells = true;

  override take({ orderId, items }: OrderItems): Promise<boolean> {
    const quantity = items.reduce((all, item) => all + item.quantity, 0);
    if (this.held.has(orderId)) return Promise.resolve(this.committed.has(orderId));
    if (quantity > this.free || this.released.has(orderId))
      return Promise.reject(
        new DomainError('conflict', 'stock.insufficient', 'Sold out.', { free: this.free }),
      );
    this.free -= quantity;
    this.held.set(orderId, quantity);
    if (this.sells) this.committed.add(orderId);
    return Promise.resolve(this.sells);
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

  /** As the product service does with a hold that was not committed in time. */
  expire(orderId: string): void {
    this.free += this.held.get(orderId) ?? 0;
    this.held.delete(orderId);
  }

  override consume(parcelId: string, { orderId, items }: OrderItems): Promise<void> {
    if (!this.committed.has(orderId))
      return Promise.reject(new DomainError('conflict', 'stock.hold_gone', 'The items are not sold.'));
    const quantity = quantityOf(items);
    const shipped = this.shipped.get(orderId) ?? 0;
    if (this.consumed.has(parcelId)) return Promise.resolve();
    if (shipped + quantity > (this.held.get(orderId) ?? 0)) return Promise.reject(exceedsSold());
    this.consumed.set(parcelId, quantity);
    this.shipped.set(orderId, shipped + quantity);
    return Promise.resolve();
  }

  override releaseItems(cancellationId: string, { orderId, items }: OrderItems): Promise<void> {
    const before = this.held.get(orderId);
    if (before === undefined || this.returned.has(cancellationId)) return Promise.resolve();
    const quantity = quantityOf(items);
    const left = before - (this.shipped.get(orderId) ?? 0);
    if (quantity > left) return Promise.reject(exceedsSold());
    this.held.set(orderId, before - quantity);
    this.free += quantity;
    this.returned.add(cancellationId);
    return Promise.resolve();
  }

  override restock(returnId: string, { items }: OrderItems): Promise<void> {
    if (!this.returned.has(returnId)) this.free += items.reduce((all, item) => all + item.quantity, 0);
    this.returned.add(returnId);
    return Promise.resolve();
  }

  override release(orderId: string): Promise<void> {
    // A hold of which a parcel has left gives nothing back.
    if (this.shipped.has(orderId)) return Promise.resolve();
    this.free += this.held.get(orderId) ?? 0;
    this.held.delete(orderId);
    this.committed.delete(orderId);
    this.released.add(orderId);
    return Promise.resolve();
  }
}

const quantityOf = (items: OrderItems['items']): number =>
  items.reduce((all, item) => all + item.quantity, 0);

const exceedsSold = (): DomainError =>
  new DomainError('conflict', 'stock.exceeds_sold', 'More than was sold and has not left.');

interface Booked {
  amountMinor: number;
  state: 'requires_action' | 'authorized' | 'declined' | 'voided' | 'expired';
  captured: number;
  refunded: number;
}

/** The sandbox's rules in memory, with a switch for every way to fail. */
export class FakeProvider extends PaymentProvider {
  override readonly name = 'sandbox';
  /** Authorisations, by key. */
  readonly ledger = new Map<string, Booked>();
  private readonly refunds = new Set<string>();
  /** Methods whose answer is lost after their effect. */
  readonly lost = new Set<'authorize' | 'status' | 'capture' | 'void' | 'refund'>();
  refusesCapture = false;

  override authorize({ key, amount, token }: Authorization): Promise<AuthorizationOutcome> {
    if (token === 'tok_unknown')
      return Promise.reject(new DomainError('invalid', 'payment.token_unknown', 'No such token.'));
    const state = STATES[token] ?? 'authorized';
    const booked = this.ledger.get(key) ?? {
      amountMinor: amount.amountMinor,
      state,
      captured: 0,
      refunded: 0,
    };
    this.ledger.set(key, booked);
    return this.answer('authorize', outcomeOf(key, booked));
  }

  override status(key: string): Promise<AuthorizationOutcome | undefined> {
    if (this.lost.has('status')) return this.answer('status', approved(key));
    const booked = this.ledger.get(key);
    return Promise.resolve(booked && outcomeOf(key, booked));
  }

  override capture({ reference, amount }: Movement): Promise<PaymentOutcome> {
    const booked = this.ledger.get(reference);
    if (this.refusesCapture || booked?.state !== 'authorized')
      return this.answer('capture', { kind: 'declined', code: 'authorization.voided', detail: 'No.' });
    booked.captured = amount.amountMinor;
    return this.answer('capture', approved(reference));
  }

  override void(key: string): Promise<PaymentOutcome> {
    const booked = this.ledger.get(key) ?? { amountMinor: 0, state: 'voided', captured: 0, refunded: 0 };
    this.ledger.set(key, booked);
    if (booked.captured > 0)
      return this.answer('void', { kind: 'declined', code: 'already_captured', detail: 'Taken.' });
    if (booked.state === 'authorized' || booked.state === 'requires_action') booked.state = 'voided';
    return this.answer('void', approved(key));
  }

  override refund({ key, reference, amount }: Movement): Promise<PaymentOutcome> {
    const booked = this.ledger.get(reference);
    if (booked && this.refunds.has(key)) return this.answer('refund', approved(reference));
    if (!booked || booked.captured - booked.refunded < amount.amountMinor)
      return this.answer('refund', { kind: 'declined', code: 'refund.exceeds_limit', detail: 'No.' });
    this.refunds.add(key);
    booked.refunded += amount.amountMinor;
    return this.answer('refund', approved(reference));
  }

  /** What the payer does at the challenge. */
  act(orderId: string, state: 'authorized' | 'declined'): void {
    const booked = this.ledger.get(`${orderId}/authorize`);
    if (booked?.state === 'requires_action') booked.state = state;
  }

  /** Unsigned: the body is the event. */
  override parseWebhook({ body }: Webhook): WebhookEvent {
    return JSON.parse(Buffer.from(body).toString()) as WebhookEvent;
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

export const serviceDown = (): never => {
  throw new RetryableError('unavailable', 'the service is down');
};
