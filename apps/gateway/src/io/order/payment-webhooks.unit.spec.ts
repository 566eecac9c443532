import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '@tradepost/decision';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway({ env: { BODY_LIMIT_BYTES: '1024', ORDER_TIMEOUT_MS: '12345' } });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.calls.splice(0);
  gateway.services.PaymentService = { handlePaymentWebhook: async () => ({}) };
});

const send = (payload: string | Buffer, headers: Record<string, string> = {}, provider = 'sandbox') =>
  gateway.ask(`/webhooks/payments/${provider}`, { method: 'POST', payload, headers });

const received = () =>
  gateway.calls[0]?.request as {
    provider: string;
    headers: { name: string; value: string }[];
    body: Buffer;
  };

describe('a webhook', () => {
  it.each([
    ['application/json'],
    ['application/json; charset=utf-8'],
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    [undefined],
  ])('of the media type %s is passed on byte for byte', async (type) => {
    // Neither valid JSON nor valid UTF-8, which parsing would change.
    const bytes = Buffer.concat([Buffer.from('{ "id" :1, "amount": 1.0 }\n'), Buffer.from([0xff, 0x00])]);
    const answer = await send(bytes, type ? { 'content-type': type } : {});
    expect(answer.statusCode).toBe(204);
    expect(answer.body).toBe('');
    expect(Buffer.compare(received().body, bytes)).toBe(0);
  });

  it('keeps the signature valid', async () => {
    const body = '{"b":2,   "a":1}';
    const sign = (bytes: string | Buffer) => createHmac('sha256', 'secret').update(bytes).digest('hex');
    await send(body, { 'content-type': 'application/json', 'sandbox-signature': sign(body) });
    const [signature] = received().headers;
    expect(signature).toEqual({ name: 'sandbox-signature', value: sign(received().body) });
  });

  it('passes on the signatures of known providers and no other header', async () => {
    await send('{}', { 'stripe-signature': 't=1,v1=2', authorization: 'Bearer x', cookie: 'a=b' }, 'stripe');
    expect(received()).toMatchObject({
      provider: 'stripe',
      headers: [{ name: 'stripe-signature', value: 't=1,v1=2' }],
    });
  });

  it('without a body is passed on as empty', async () => {
    expect((await gateway.ask('/webhooks/payments/sandbox', { method: 'POST' })).statusCode).toBe(204);
    expect(received().body).toHaveLength(0);
  });

  it('has the timeout of a purchase', async () => {
    await send('{}');
    expect(gateway.calls[0]?.options).toEqual({ timeoutMs: 12_345 });
  });

  it('above the body limit is refused', async () => {
    const answer = await send(Buffer.alloc(2_000));
    expect([answer.statusCode, answer.json()]).toMatchObject([413, { code: 'request.too_large' }]);
    expect(gateway.calls).toEqual([]);
  });

  it('of a provider with an impossible name is refused', async () => {
    expect((await send('{}', {}, 'Sandbox!')).statusCode).toBe(400);
  });

  it('is refused as the service refuses it', async () => {
    gateway.services.PaymentService = {
      handlePaymentWebhook: async () => {
        throw new DomainError(
          'unauthenticated',
          'webhook.signature_invalid',
          'The signature does not match.',
        );
      },
    };
    const answer = await send('{}');
    expect([answer.statusCode, answer.json()]).toMatchObject([401, { code: 'webhook.signature_invalid' }]);
  });

  it('is subject to the origin check like any write', async () => {
    expect((await send('{}', { origin: 'https://evil.example' })).statusCode).toBe(403);
  });

  it('is the only route that accepts other media types than JSON', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect((await gateway.ask('/carts', { method: 'POST', payload: '{}', headers })).statusCode).toBe(415);
  });
});
