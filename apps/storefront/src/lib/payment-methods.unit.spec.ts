import { describe, expect, it } from '@jest/globals';
import { storefrontConfig } from '../storefront.config.ts';
import { paymentMethodsOf } from './payment-methods.ts';

const methodsBy = (env: Record<string, string>) =>
  paymentMethodsOf(storefrontConfig.parse(env).PAYMENT_METHODS);

describe('the payment methods of the checkout', () => {
  it('are all test cards of the sandbox by default', () =>
    expect(methodsBy({}).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['sandbox:tok_ok', 'sandbox:tok_declined']),
    ));

  it('are the configured ones, in their order', () =>
    expect(methodsBy({ PAYMENT_METHODS: 'stripe:pm_invoice, sandbox:tok_ok' })).toEqual([
      { id: 'stripe:pm_invoice', provider: 'stripe', token: 'pm_invoice' },
      { id: 'sandbox:tok_ok', provider: 'sandbox', token: 'tok_ok' },
    ]));

  it.each(['stripe', 'stripe:', ':tok', 'sandbox:tok ok', 'a:b:c', 'stripe:pm,,sandbox'])(
    'are refused when an entry is not provider:token, as in %j',
    (list) => expect(() => methodsBy({ PAYMENT_METHODS: list })).toThrow(/PAYMENT_METHODS must be/),
  );

  it('must be chosen explicitly in production, where the sandbox would sell for nothing', () =>
    expect(() => methodsBy({ NODE_ENV: 'production', STOREFRONT_SECRET: 'x'.repeat(16) })).toThrow(
      /PAYMENT_METHODS must be set in production/,
    ));
});
