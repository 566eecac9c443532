import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { parseSandboxWebhook } from './sandbox.webhook.ts';

const SECRET = 'a secret of the spec';
const NOW = new Date('2026-01-02T03:04:05Z');
const NEWS = JSON.stringify({ id: 'e1', type: 'authorization.authorized', authorization: { key: 'k' } });

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
    expect(parse(NEWS, signed(NEWS))).toEqual({
      eventId: 'e1',
      type: 'authorization.authorized',
      authorizationKey: 'k',
    });
  });

  test.each([
    ['has no signature', NEWS, undefined, 'signature_missing'],
    ['is signed by somebody else', NEWS, signed(NEWS, { secret: 'another' }), 'signature_invalid'],
    ['was changed on its way', NEWS.replace('e1', 'e2'), signed(NEWS), 'signature_invalid'],
    ['has half a signature', NEWS, 't=1', 'signature_invalid'],
    ['was recorded', NEWS, signed(NEWS, { at: new Date(NOW.getTime() - 301_000) }), 'stale'],
    ['comes from the future', NEWS, signed(NEWS, { at: new Date(NOW.getTime() + 301_000) }), 'stale'],
    ['is no JSON', 'a=1', signed('a=1'), 'malformed'],
    ['is nothing', 'null', signed('null'), 'malformed'],
    ['lacks what matters', '{"id":"e1"}', signed('{"id":"e1"}'), 'malformed'],
  ])('that %s is refused', (_what, body, signature, code) => {
    expect(() => parse(body, signature)).toThrow(expect.objectContaining({ code: `webhook.${code}` }));
  });
});
