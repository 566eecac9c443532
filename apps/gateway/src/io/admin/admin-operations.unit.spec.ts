import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '@tradepost/decision';
import { DeadLetters } from '@tradepost/messaging';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { asStaff, KEYED, RECORDED, STAFF_ID } from '../../testing/as-staff.ts';
import { ID } from '../../testing/builders.ts';

const at = new Date('2026-01-31T12:00:00Z');

let gateway: TestGateway;
let ask: Awaited<ReturnType<typeof asStaff>>;
beforeAll(async () => {
  gateway = await aGateway();
  ask = await asStaff(gateway);
});
afterAll(() => gateway.close());
beforeEach(() => void gateway.calls.splice(0));

const request = () => gateway.calls.at(-1)?.request;

describe('sagas and reconciliation', () => {
  const saga = {
    id: ID,
    name: 'place-order',
    status: 'stuck',
    attempts: 3,
    step: 'capture',
    log: [],
  } as never;
  const run = {
    id: 'r',
    state: 'waiting',
    askedAt: at,
    orders: 0,
    bookings: 0,
    holds: 0,
    skipped: [],
  } as never;

  it('stuck sagas are listed, read and retried', async () => {
    gateway.services.SagaService = {
      listSagas: async () => ({ items: [saga], nextPageToken: '' }),
      getSaga: async () => ({ saga }),
      retrySaga: async () => ({ saga }),
    };
    expect((await ask('/sagas?state=stuck')).json()).toMatchObject({ items: [{ status: 'stuck' }] });
    expect(request()).toEqual({ status: 'stuck', pageSize: 20, pageToken: '' });
    await ask('/sagas');
    expect(request()).toMatchObject({ status: '' });
    expect((await ask(`/sagas/${ID}`)).json()).toMatchObject({ step: 'capture', orderId: null });
    await ask(`/sagas/${ID}/retry`, { method: 'POST', payload: {}, headers: KEYED });
    expect(request()).toEqual({ sagaId: ID, ...RECORDED });
  });

  it('findings are listed with what is open and the last runs', async () => {
    gateway.services.ReconciliationService = {
      listFindings: async () => ({
        items: [
          {
            code: 'money.missing',
            subject: 'o',
            detail: 'd',
            state: 'open',
            action: '',
            attempts: 1,
          } as never,
        ],
        nextPageToken: '',
        counts: [{ code: 'money.missing', open: 1 }],
        runs: [run],
      }),
    };
    expect((await ask('/reconciliation?state=open&code=money.missing')).json()).toMatchObject({
      items: [{ code: 'money.missing', action: null }],
      open: { 'money.missing': 1 },
      runs: [{ id: 'r', state: 'waiting', finishedAt: null }],
    });
    expect(request()).toEqual({ state: 'open', code: 'money.missing', pageSize: 20, pageToken: '' });
  });

  it('a run is requested', async () => {
    gateway.services.ReconciliationService = { requestRun: async () => ({ run }) };
    const answer = await ask('/reconciliation/runs', { method: 'POST', headers: KEYED });
    expect([answer.statusCode, answer.json()]).toMatchObject([202, { id: 'r' }]);
    expect(request()).toEqual(RECORDED);
  });
});

describe('what services report', () => {
  it('is listed; those that do not answer are named', async () => {
    let asked = 0;
    gateway.services.OperationsService = {
      getOutbox: async () => {
        if (++asked === 1) throw new Error('away');
        return { waiting: 4, oldestAgeSeconds: 1.5 };
      },
      listJobs: async () => {
        if (++asked > 4) throw new Error('away');
        return { jobs: [{ instance: 'i', name: 'sweep', failures: 0, lastRunAt: at, error: '' }] };
      },
    };
    expect((await ask('/outbox')).json()).toEqual({
      items: [
        { service: 'order', waiting: null, oldestAgeSeconds: null },
        { service: 'product', waiting: 4, oldestAgeSeconds: 1.5 },
      ],
    });
    asked = 0;
    const { items, silent } = (await ask('/jobs')).json<{
      items: { service: string }[];
      silent: string[];
    }>();
    expect(items.map(({ service }) => service)).toEqual(['cart', 'order', 'product', 'user']);
    expect(silent).toEqual([]);
    asked = 4;
    expect((await ask('/jobs')).json()).toEqual({ items: [], silent: ['cart', 'order', 'product', 'user'] });
  });
});

describe('dead letters', () => {
  it('are a retryable error while Redis is unavailable', async () => {
    const answer = await ask('/dead-letters');
    expect([answer.statusCode, answer.json()]).toMatchObject([503, { code: 'unavailable' }]);
  });

  it('are listed, redriven and discarded under the staff member’s name', async () => {
    const letters = gateway.app.get(DeadLetters, { strict: false });
    const seen: unknown[] = [];
    letters.list = async (...args) => {
      seen.push(args);
      return { items: [], next: 'more' };
    };
    letters.redrive = async (...args) => void seen.push(args);
    letters.discard = async (...args) => void seen.push(args);
    expect((await ask('/dead-letters?limit=3')).json()).toEqual({ items: [], nextCursor: 'more' });
    await ask('/dead-letters?limit=3&cursor=');
    expect(seen.splice(1)).toEqual([[3, undefined]]);
    const redriven = await ask('/dead-letters/cart-1/redrive', { method: 'POST', headers: KEYED });
    expect([redriven.statusCode, redriven.json()]).toEqual([202, { id: 'cart-1' }]);
    const payload = { reason: 'A test' };
    const discarded = await ask('/dead-letters/cart-1/discard', { method: 'POST', payload, headers: KEYED });
    expect(discarded.statusCode).toBe(204);
    const by = { actor: STAFF_ID, key: 'k' };
    expect(seen).toEqual([
      [3, undefined],
      ['cart-1', by],
      ['cart-1', 'A test', by],
    ]);
    expect((await ask('/dead-letters/cart-1/discard', { method: 'POST', payload: {} })).json()).toMatchObject(
      {
        detail: '"reason" is required. Add it to the body.',
      },
    );
  });

  it('that are not there are 404', async () => {
    gateway.app.get(DeadLetters, { strict: false }).get = async () => {
      throw new DomainError('missing', 'dead_letter.not_found', 'No such dead letter.');
    };
    expect((await ask('/dead-letters/cart-9')).statusCode).toBe(404);
  });
});
