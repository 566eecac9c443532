import { add, money, subtract, type Money } from '@tradepost/decision';
import { paymentMachine, type PaymentState } from './states.ts';

export interface Challenge {
  /** Where the payer confirms the payment. */
  readonly url: string;
  /** The payment expires at this time. */
  readonly until: Date;
}

interface PaymentIn<State extends PaymentState> {
  readonly state: State;
  readonly provider: string;
}

interface AuthorizedIn<State extends PaymentState> extends PaymentIn<State> {
  /** The provider's own name for the authorisation; null: there was nothing to pay. */
  readonly reference: string | null;
}

/** The money was captured, whatever became of it afterwards. */
interface PaidIn<State extends PaymentState> extends AuthorizedIn<State> {
  readonly captured: Money;
}

export type CreatedPayment = PaymentIn<'created'>;
export interface ChallengedPayment extends PaymentIn<'requires_action'> {
  /** Null: it is not known where the payer confirms. */
  readonly challenge: Challenge | null;
}
export type AuthorizedPayment = AuthorizedIn<'authorized'>;
export type CapturedPayment = PaidIn<'captured'>;
export interface PartlyRefundedPayment extends PaidIn<'partially_refunded'> {
  readonly refunded: Money;
}
export interface RefundedPayment extends PaidIn<'refunded'> {
  readonly refunded: Money;
}
export type FailedPayment = PaymentIn<'failed'>;
export type VoidedPayment = PaymentIn<'voided'>;
export type ExpiredPayment = PaymentIn<'expired'>;

/** The money of one order at one provider. Each state has the data that is known in it, and no other. */
export type Payment =
  | CreatedPayment
  | ChallengedPayment
  | AuthorizedPayment
  | CapturedPayment
  | PartlyRefundedPayment
  | RefundedPayment
  | FailedPayment
  | VoidedPayment
  | ExpiredPayment;

/** Nothing was captured yet, as far as is known here, and it still may be. */
export type OpenPayment = CreatedPayment | ChallengedPayment | AuthorizedPayment;
/** The money was captured. */
export type PaidPayment = CapturedPayment | PartlyRefundedPayment | RefundedPayment;
/** Money is here that can be given back: only of such a payment a provider can be asked to refund. */
export type RefundablePayment = CapturedPayment | PartlyRefundedPayment;

export function isOpen(payment: Payment): payment is OpenPayment {
  return payment.state === 'created' || payment.state === 'requires_action' || payment.state === 'authorized';
}

export function isRefundable(payment: Payment): payment is RefundablePayment {
  return payment.state === 'captured' || payment.state === 'partially_refunded';
}

export function isPaid(payment: Payment): payment is PaidPayment {
  return isRefundable(payment) || payment.state === 'refunded';
}

/** What was captured; null: nothing. */
export const capturedOf = (payment: Payment): Money | null => (isPaid(payment) ? payment.captured : null);

/** What was refunded; null: nothing. */
export const refundedOf = (payment: Payment): Money | null =>
  payment.state === 'partially_refunded' || payment.state === 'refunded' ? payment.refunded : null;

/** What is left to give back. */
export function leftOf(payment: RefundablePayment): Money {
  const refunded = refundedOf(payment);
  return refunded ? subtract(payment.captured, refunded) : payment.captured;
}

/** Its payer must confirm it first. */
export const challenged = ({ state, provider }: Payment, challenge: Challenge): ChallengedPayment => ({
  ...{ state: paymentMachine.move(state, 'requires_action'), provider, challenge },
});

export const authorized = ({ state, provider }: Payment, reference: string | null): AuthorizedPayment => ({
  ...{ state: paymentMachine.move(state, 'authorized'), provider, reference },
});

/** @throws DomainError `payment.illegal_transition` when it was not authorised */
export const capturedWith = (payment: Payment, amount: Money): CapturedPayment => ({
  ...{ state: paymentMachine.move(payment.state, 'captured'), provider: payment.provider },
  ...{ reference: payment.state === 'authorized' ? payment.reference : null, captured: amount },
});

/** So much of it was given back. */
export function refundedBy(
  payment: RefundablePayment,
  amount: Money,
): PartlyRefundedPayment | RefundedPayment {
  const { provider, reference, captured } = payment;
  const refunded = add(refundedOf(payment) ?? money(0, amount.currency), amount);
  const rest = { provider, reference, captured, refunded };
  if (refunded.amountMinor === captured.amountMinor)
    return { ...rest, state: paymentMachine.move(payment.state, 'refunded') };
  if (payment.state === 'partially_refunded') return { ...rest, state: payment.state };
  return { ...rest, state: paymentMachine.move(payment.state, 'partially_refunded') };
}

/** It ended without a capture. */
export const ended = <State extends 'failed' | 'voided' | 'expired'>(
  { state, provider }: Payment,
  to: State,
): PaymentIn<State> => ({ state: paymentMachine.move(state, to), provider });
