/** One choice of the payment section: our name of a provider and a token of a means of payment there. */
export interface PaymentMethod {
  /** `provider:token`, the value of the form field. */
  readonly id: string;
  readonly provider: string;
  readonly token: string;
}

/** The test cards of the payment sandbox (apps/payment-sandbox/README.md). */
const SANDBOX_TOKENS = [
  'tok_ok',
  'tok_requires_action',
  'tok_declined',
  'tok_insufficient_funds',
  'tok_timeout_after_charge',
  'tok_capture_fails',
  'tok_duplicate_webhook',
  'tok_webhook_out_of_order',
];

/** @param entries `provider:token`; `sandbox` alone offers all test cards */
export function paymentMethodsOf(entries: readonly string[]): PaymentMethod[] {
  return entries.flatMap((entry) => {
    const [provider = '', token = ''] = entry.split(':', 2);
    if (entry === 'sandbox') return SANDBOX_TOKENS.map((card) => methodOf('sandbox', card));
    return [methodOf(provider, token)];
  });
}

const methodOf = (provider: string, token: string): PaymentMethod => ({
  id: `${provider}:${token}`,
  provider,
  token,
});
