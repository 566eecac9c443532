import { createHmac, timingSafeEqual } from 'node:crypto';
import { DomainError } from '@tradepost/decision';
import type { PaymentNews, Webhook } from '../flows/payment-provider.ts';

// Longer than clocks differ, shorter than anybody needs to make use of a recorded request.
const TOLERANCE_MS = 300_000;

const MALFORMED = 'This webhook can not be understood.';

/** `Sandbox-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "<seconds>.<body>">`. */
export function parseSandboxWebhook({ headers, body }: Webhook, secret: string, now: Date): PaymentNews {
  const signature = headers.get('sandbox-signature');
  if (!signature) throw unsigned('signature_missing', 'This webhook has no signature.');
  const [, seconds = '', mac = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  const expected = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
  const shown = Buffer.from(mac, 'hex');
  if (shown.length !== expected.length || !timingSafeEqual(shown, expected))
    throw unsigned('signature_invalid', 'The signature of this webhook is not ours.');
  if (Math.abs(now.getTime() - Number(seconds) * 1_000) > TOLERANCE_MS)
    throw unsigned('stale', 'This webhook was signed too long ago.');
  return newsIn(body);
}

function newsIn(body: Uint8Array): PaymentNews {
  const { id, type, authorization } = objectIn(body);
  const key =
    typeof authorization === 'object' &&
    authorization !== null &&
    'key' in authorization &&
    authorization.key;
  if (typeof id !== 'string' || typeof type !== 'string' || typeof key !== 'string' || id === '')
    throw new DomainError('invalid', 'webhook.malformed', MALFORMED);
  return { eventId: id, type, authorizationKey: key };
}

function objectIn(body: Uint8Array): { id?: unknown; type?: unknown; authorization?: unknown } {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString());
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below, as for every other text that is no object.
  }
  throw new DomainError('invalid', 'webhook.malformed', MALFORMED);
}

const unsigned = (code: string, detail: string) =>
  new DomainError('unauthenticated', `webhook.${code}`, detail);
