import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aPayment, gbp } from '../testing/builders.ts';
import type { PaymentProviders } from '../flows/payment-providers.ts';
import {
  isOpen,
  isPaid,
  isRefundable,
  leftOf,
  refundedBy,
  refundedOf,
  type Payment,
  type RefundedPayment,
} from './payment.ts';
import { paymentMachine, type PaymentState } from './states.ts';

const states = Object.keys(paymentMachine.moves) as PaymentState[];

test.each(states)('of state %s is open, paid or over, and refundable only while paid', (state) => {
  const payment = aPayment(state);
  expect(isOpen(payment) && isPaid(payment)).toBe(false);
  expect(isRefundable(payment)).toBe(isPaid(payment) && state !== 'refunded');
  const isOver = paymentMachine.moves[state].length === 0;
  expect(isOver).toBe(!isOpen(payment) && !isRefundable(payment));
});

test('is never refunded above what was captured, in any sequence of parts', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 700 }), { maxLength: 8 }), (parts) => {
      let payment: Payment = aPayment('captured');
      for (const part of parts) {
        if (!isRefundable(payment) || part === 0) continue;
        const before = leftOf(payment).amountMinor;
        payment = refundedBy(payment, gbp(Math.min(part, before)));
        const refunded = refundedOf(payment)?.amountMinor ?? 0;
        expect(refunded).toBe(1_400 - before + Math.min(part, before));
        expect(payment.state).toBe(refunded === 1_400 ? 'refunded' : 'partially_refunded');
      }
    }),
  );
});

test('that is refunded in full can not be named in a call to a provider', () => {
  const refunds = (providers: PaymentProviders, payment: RefundedPayment, all: Payment) => [
    // @ts-expect-error -- nothing is left of it
    providers.refund(payment, { key: 'k', amount: gbp(1) }),
    // @ts-expect-error -- it may be in any state
    providers.refund(all, { key: 'k', amount: gbp(1) }),
    // @ts-expect-error -- nothing is left of it
    leftOf(payment),
  ];
  expect(refunds).toBeInstanceOf(Function);
});
