import 'reflect-metadata';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CONFIG } from '@tradepost/nest';
import { currentContext, Logger, Metrics } from '@tradepost/observability';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Authorization } from './domain/authorization.ts';
import { httpServer, observeRequests } from './http-server.ts';
import { AuthorizationMapper } from './io/authorization.mapper.ts';
import { AuthorizationsController } from './io/authorizations.controller.ts';
import { ChallengeController } from './io/challenge.controller.ts';
import { Ledger } from './io/ledger.store.ts';
import { ProblemFilter } from './io/problem.filter.ts';
import { RequestPipe } from './io/request.pipe.ts';
import { VoidsController } from './io/voids.controller.ts';
import { WebhookSender } from './io/webhook-sender.worker.ts';

const id = '0193c5de-7a4b-7c33-9d2f-00112233aabb';
const authorization: Authorization = {
  ...{ id, key: 'k', state: 'authorized', declineCode: null, amount: 1000, currency: 'GBP' },
  ...{ reference: 'TP-1', captured: 0, refunded: 0, expiresAt: null },
};
const ledger = {
  authorize: jest.fn<Ledger['authorize']>(),
  completeChallenge: jest.fn<Ledger['completeChallenge']>(),
  move: jest.fn<Ledger['move']>(),
  void: jest.fn<Ledger['void']>(),
};
const log = { error: jest.fn(), info: jest.fn() };
let app: NestFastifyApplication;

beforeAll(async () => {
  const module = await Test.createTestingModule({
    controllers: [AuthorizationsController, ChallengeController, VoidsController],
    providers: [
      AuthorizationMapper,
      { provide: Metrics, useValue: new Metrics('payment-sandbox') },
      { provide: APP_FILTER, useClass: ProblemFilter },
      { provide: APP_PIPE, useClass: RequestPipe },
      { provide: CONFIG, useValue: { PUBLIC_URL: 'https://shop.example', SANDBOX_PUBLIC_URL: '' } },
      { provide: Ledger, useValue: ledger },
      { provide: Logger, useValue: log },
      { provide: WebhookSender, useValue: { wake: () => {} } },
    ],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(httpServer(), { logger: false });
  observeRequests(app);
  await app.init();
});
afterAll(() => app.close());
beforeEach(() => void jest.clearAllMocks());

const body = { key: 'k', amount: 1000, currency: 'GBP', token: 'tok_ok', reference: 'TP-1' };
const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    ...{ method: 'POST', url, headers: { 'content-type': 'application/json', ...headers } },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });

describe('an invalid request', () => {
  test.each([
    [{ ...body, amount: '1000' }, 'amount must be of type integer.'],
    [{ ...body, currency: 'pounds' }, 'currency must match pattern "^[A-Z]{3}$".'],
    [{ ...body, amount: undefined, token: undefined }, 'amount, token must be given.'],
    [{ ...body, surprise: true }, 'surprise must be left out.'],
    [[], 'the request must be of type object.'],
    ['{"key":', /JSON/],
  ])('of %j is a problem that names the fields and the rules', async (payload, detail) => {
    const response = await post('/authorizations', payload);
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toContain('application/problem+json');
    const problem = response.json<Record<string, unknown>>();
    expect(problem).toMatchObject({ code: 'request.invalid', instance: '/authorizations' });
    if (typeof detail === 'string') expect(problem['detail']).toBe(detail);
    else expect(problem['detail']).toMatch(detail);
    expect(ledger.authorize).not.toHaveBeenCalled();
  });

  test('is refused above 16 KB', async () => {
    const response = await post('/authorizations', { ...body, reference: 'x'.repeat(16 * 1024) });
    expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([400, 'request.invalid']);
  });

  test('to an unknown route is a problem, too', async () => {
    const response = await app.inject('/nothing');
    expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([404, 'route.not_found']);
  });
});

describe('a request', () => {
  test('continues the trace of the caller and counts as one in the metrics of statements', async () => {
    let context: ReturnType<typeof currentContext>;
    ledger.authorize.mockImplementation(async () => {
      context = currentContext();
      return authorization;
    });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await post('/authorizations', body, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    expect(context).toMatchObject({ traceId, isRequest: true });
  });

  test('that fails unexpectedly is logged, and its reply says nothing about the reason', async () => {
    ledger.void.mockRejectedValue(new Error('relation "authorizations" does not exist'));
    const response = await post('/voids', { key: 'k' });
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('relation');
    const messages = log.error.mock.calls.map((call: unknown[]) => call[1]);
    expect(messages.filter((message) => message !== 'request')).toHaveLength(1);
  });
});

describe('an authorisation that needs a challenge', () => {
  test('is returned with the URL of the challenge on the host that was called', async () => {
    ledger.authorize.mockResolvedValue({ ...authorization, state: 'requires_action' });
    const response = await post('/authorizations', body, { host: 'bank.example' });
    expect(response.json<object>()).toMatchObject({
      challengeUrl: `http://bank.example/authorizations/${id}/challenge`,
    });
  });

  test('takes the form of the page, and is not completed for a return URL elsewhere', async () => {
    ledger.completeChallenge.mockResolvedValue(authorization);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const path = `/authorizations/${id}/challenge`;
    expect((await post(path, 'outcome=passed', form)).statusCode).toBe(200);
    expect(ledger.completeChallenge.mock.calls).toEqual([[id, 'passed']]);
    expect((await post(`${path}?return=https://evil.example/`, 'outcome=passed', form)).statusCode).toBe(400);
    expect(ledger.completeChallenge).toHaveBeenCalledTimes(1);
  });
});
