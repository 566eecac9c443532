import { createHmac, timingSafeEqual } from 'node:crypto';
import { DomainError } from '@tradepost/decision';
import type { Webhook, WebhookEvent } from '../flows/ports/payment-provider.ts';

// Longer than clocks differ, too short to replay a recorded request.
const TOLERANCE_MS = 300_000;

const MALFORMED = 'The body must be a JSON object with `id`, `type` and `authorization.key`.';

/** `Sandbox-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "<seconds>.<body>">`. */
export function parseSandboxWebhook({ headers, body }: Webhook, secret: string, now: Date): WebhookEvent {
  const signature = headers.get('sandbox-signature');
  if (!signature) throw unsigned('signature_missing', 'The header `Sandbox-Signature` is missing.');
  const [, seconds = '', mac = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  const expected = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
  const shown = Buffer.from(mac, 'hex');
  if (shown.length !== expected.length || !timingSafeEqual(shown, expected))
    throw unsigned(
      'signature_invalid',
      '`Sandbox-Signature` does not match the body; check the webhook secret.',
    );
  if (Math.abs(now.getTime() - Number(seconds) * 1_000) > TOLERANCE_MS)
    throw unsigned('stale', '`Sandbox-Signature` is older than five minutes.');
  return eventIn(body);
}

function eventIn(body: Uint8Array): WebhookEvent {
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
    // Refused below, as any other text that is no object.
  }
  throw new DomainError('invalid', 'webhook.malformed', MALFORMED);
}

const unsigned = (code: string, detail: string) =>
  new DomainError('unauthenticated', `webhook.${code}`, detail);
