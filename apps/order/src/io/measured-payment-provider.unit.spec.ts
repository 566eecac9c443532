import { describe, expect, it } from '@jest/globals';
import { Metrics } from '@tradepost/observability';
import type { PaymentProvider, PaymentOutcome } from '../flows/ports/payment-provider.ts';
import { MeasuredPaymentProvider } from './measured-payment-provider.ts';

function aProvider(capture: () => Promise<PaymentOutcome>) {
  const metrics = new Metrics('order');
  const provider = { name: 'spec', capture } as unknown as PaymentProvider;
  const measured = new MeasuredPaymentProvider(provider, metrics);
  const counted = async (outcome: string) => {
    const labels = `provider="spec",operation="capture",outcome="${outcome}",service_name="order"`;
    return (await metrics.export()).includes(`payment_operations_total{${labels}} 1`);
  };
  return { measured, counted };
}

const movement = { key: 'k', reference: 'r', amount: { amountMinor: 1, currency: 'GBP' } } as never;

describe('an operation of a payment provider', () => {
  it.each<[string, PaymentOutcome]>([
    ['ok', { kind: 'approved', reference: 'r' }],
    ['declined', { kind: 'declined', code: 'no', detail: 'No.' }],
    ['unknown', { kind: 'unknown', detail: 'Lost.' }],
  ])('is counted as %s', async (outcome, answer) => {
    const { measured, counted } = aProvider(() => Promise.resolve(answer));
    expect(await measured.capture(movement)).toBe(answer);
    expect(await counted(outcome)).toBe(true);
  });

  it('is counted as an error when it throws', async () => {
    const { measured, counted } = aProvider(() => Promise.reject(new Error('bug')));
    await expect(measured.capture(movement)).rejects.toThrow('bug');
    expect(await counted('error')).toBe(true);
  });
});
