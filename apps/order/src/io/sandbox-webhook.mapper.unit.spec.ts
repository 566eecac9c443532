import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { parseSandboxWebhook } from './sandbox-webhook.mapper.ts';

const SECRET = 'a secret of the spec';
const NOW = new Date('2026-01-02T03:04:05Z');
const EVENT = JSON.stringify({ id: 'e1', type: 'authorization.authorized', authorization: { key: 'k' } });

function signed(body: string, { at = NOW, secret = SECRET } = {}) {
  const seconds = Math.floor(at.getTime() / 1_000);
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

const parse = (body: string, signature?: string) =>
  parseSandboxWebhook(
    { body: Buffer.from(body), headers: new Map(signature ? [['sandbox-signature', signature]] : []) },
    SECRET,
    NOW,
  );

describe('a webhook of the sandbox', () => {
  test('that is signed says which authorisation to ask about', () => {
    expect(parse(EVENT, signed(EVENT))).toEqual({
      eventId: 'e1',
      type: 'authorization.authorized',
      authorizationKey: 'k',
    });
  });

  test.each([
    ['has no signature', EVENT, undefined, 'signature_missing'],
    ['is signed with another secret', EVENT, signed(EVENT, { secret: 'another' }), 'signature_invalid'],
    ['was changed after signing', EVENT.replace('e1', 'e2'), signed(EVENT), 'signature_invalid'],
    ['has half a signature', EVENT, 't=1', 'signature_invalid'],
    ['was signed too long ago', EVENT, signed(EVENT, { at: new Date(NOW.getTime() - 301_000) }), 'stale'],
    ['comes from the future', EVENT, signed(EVENT, { at: new Date(NOW.getTime() + 301_000) }), 'stale'],
    ['is no JSON', 'a=1', signed('a=1'), 'malformed'],
    ['is null', 'null', signed('null'), 'malformed'],
    ['lacks a property', '{"id":"e1"}', signed('{"id":"e1"}'), 'malformed'],
  ])('that %s is refused', (_what, body, signature, code) => {
    expect(() => parse(body, signature)).toThrow(expect.objectContaining({ code: `webhook.${code}` }));
  });
});
