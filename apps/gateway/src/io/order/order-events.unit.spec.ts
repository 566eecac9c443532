import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { OrderState } from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { waitFor } from '@tradepost/testing/waiting';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { anOrder, ID, OTHER_ID } from '../../testing/builders.ts';
import { listening } from '../../testing/listening.ts';
import { SESSION_ID, signedInAs } from '../../testing/signed-in.ts';
import { Revocations } from '../http/revocations.ts';
import { OrderUpdates } from './order-updates.ts';

let gateway: TestGateway;
let isOpen: boolean;
let state: OrderState;
let port: number;
let followed: Follower[];

beforeEach(async () => {
  state = OrderState.PENDING;
  isOpen = true;
  followed = [];
  gateway = await aGateway({
    services: { OrderService: { getOrder: async () => ({ order: anOrder({ state }) }) } },
  });
  port = await listening(gateway);
});
afterEach(async () => {
  // Also after a failure, or closing would wait for them.
  for (const follower of followed) follower.leave();
  if (isOpen) await gateway.close();
});

interface Follower {
  readonly response: IncomingMessage;
  heard(): string;
  states(): string[];
  leave(): void;
}

const follow = (orderId = ID, headers: Record<string, string> = { 'order-token': 't' }) =>
  new Promise<Follower>((done, fail) => {
    const path = `/api/v1/orders/${orderId}/events`;
    get({ port, host: '127.0.0.1', path, headers, agent: false }, (response) => {
      let heard = '';
      response.on('data', (chunk: Buffer) => (heard += chunk.toString()));
      response.on('error', () => {});
      const follower = {
        response,
        heard: () => heard,
        states: () => [...heard.matchAll(/"state":"(\w+)"/g)].map(([, word = '']) => word),
        leave: () => void response.destroy(),
      };
      followed.push(follower);
      done(follower);
    }).on('error', fail);
  });

const updates = () => gateway.app.get(OrderUpdates);
const followers = async () => /order_followers\{?[^}]*\}? (\d+)/.exec(await gateway.metrics.export())?.[1];

describe('an order that is followed', () => {
  it('is sent at once, as an event named "order"', async () => {
    const follower = await follow();
    expect(follower.response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no',
    });
    expect(follower.response.headers['cache-control']).toContain('no-store');
    await waitFor(() => expect(follower.states()).toEqual(['pending']));
    expect(follower.heard()).toMatch(/event: order\nid: 1\ndata: \{"id":"0198c5de-[^\n]+\}\n\n/);
  });

  it('answers HEAD with the headers of the stream, and follows nothing', async () => {
    const ask = (path: string, headers = {}) =>
      fetch(`http://127.0.0.1:${port}/api/v1/orders/${path}/events`, { method: 'HEAD', headers });
    const answer = await ask(ID, { 'order-token': 't' });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      ...[200, 'text/event-stream', ''],
    ]);
    expect(await followers()).toBe('0');
    gateway.services.OrderService = {
      getOrder: async () => Promise.reject(new DomainError('missing', 'order.not_found', 'There is none.')),
    };
    expect((await ask(OTHER_ID)).status).toBe(404);
  });

  it('is sent again when it has changed, and only then', async () => {
    const follower = await follow();
    await waitFor(() => expect(follower.states()).toEqual(['pending']));
    updates().notify(ID);
    state = OrderState.CONFIRMED;
    updates().notify(ID);
    updates().notify(ID);
    await waitFor(() => expect(follower.states()).toEqual(['pending', 'confirmed']));
    state = OrderState.COMPLETED;
    updates().notifyAll();
    await waitFor(() => expect(follower.states()).toEqual(['pending', 'confirmed', 'completed']));
  });

  it('is read again right after the beginning, so that no change is missed in between', async () => {
    let readings = 0;
    gateway.services.OrderService = {
      getOrder: async () => {
        const order = anOrder({ state: ++readings === 1 ? OrderState.PENDING : OrderState.CONFIRMED });
        return { order };
      },
    };
    const follower = await follow();
    await waitFor(() => expect(follower.states()).toEqual(['pending', 'confirmed']));
  });

  it('is read with the follower’s own token and a deadline for each reading', async () => {
    await follow(ID, { cookie: `order-${ID}=mine` });
    await waitFor(() => expect(gateway.calls.length).toBeGreaterThanOrEqual(2));
    for (const { request, options } of gateway.calls) {
      expect(request).toEqual({ orderId: ID, access: { userId: '', token: 'mine', staff: false } });
      expect(options).toEqual({ timeoutMs: 5_000 });
    }
  });

  it('gets no updates of another order', async () => {
    await follow();
    await waitFor(() => expect(gateway.calls).toHaveLength(2));
    updates().notify(OTHER_ID);
    updates().notify(ID);
    await waitFor(() => expect(gateway.calls).toHaveLength(3));
  });

  it('stays followed when one reading fails', async () => {
    const follower = await follow();
    await waitFor(() => expect(gateway.calls).toHaveLength(2));
    gateway.services.OrderService = {
      getOrder: async () => {
        throw new RetryableError('unavailable', 'away');
      },
    };
    updates().notify(ID);
    await waitFor(() => expect(gateway.log.map(({ level }) => level)).toEqual(['warn']));
    gateway.services.OrderService = {
      getOrder: async () => ({ order: anOrder({ state: OrderState.CANCELLED }) }),
    };
    updates().notify(ID);
    await waitFor(() => expect(follower.states()).toEqual(['pending', 'cancelled']));
  });

  it('leaves no subscription behind', async () => {
    const [one, two] = [await follow(), await follow()];
    await waitFor(async () => expect(await followers()).toBe('2'));
    one.leave();
    await waitFor(async () => expect(await followers()).toBe('1'));
    two.leave();
    await waitFor(async () => expect(await followers()).toBe('0'));
  });
});

describe('a follower whose session ends', () => {
  const end = (sessionId: string) =>
    gateway.app.get(Revocations).apply({ sessions: [{ sessionId, expiresInS: 900 }], roles: [] }, true);

  it('hears no more, and is refused when it comes again', async () => {
    const headers = await signedInAs(ID, 'customer');
    const [follower, guest] = [await follow(ID, headers), await follow()];
    await waitFor(async () => expect(await followers()).toBe('2'));
    const ended = new Promise((done) => follower.response.once('end', done));
    end(OTHER_ID);
    expect(await followers()).toBe('2');
    end(SESSION_ID);
    await ended;
    await waitFor(async () => expect(await followers()).toBe('1'));
    state = OrderState.CONFIRMED;
    updates().notify(ID);
    await waitFor(() => expect(guest.states()).toEqual(['pending', 'confirmed']));
    expect(follower.states()).toEqual(['pending']);
    expect((await follow(ID, headers)).response.statusCode).toBe(401);
  });

  it('is not followed when it ends while the order is read for the first time', async () => {
    gateway.services.OrderService = {
      getOrder: async () => {
        end(SESSION_ID);
        return { order: anOrder({ state }) };
      },
    };
    const follower = await follow(ID, await signedInAs(ID, 'customer'));
    await waitFor(() => expect(follower.response.readableEnded).toBe(true));
    expect(follower.states()).toEqual([]);
  });
});

describe('an order that may not be followed', () => {
  it('is a problem, not a stream', async () => {
    gateway.services.OrderService = {
      getOrder: async () => {
        throw new DomainError('missing', 'order.not_found', 'No such order.');
      },
    };
    const answer = await gateway.ask(`/orders/${ID}/events`);
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ code: 'order.not_found' });
    expect(await followers()).toBe('0');
  });

  it('is refused by its id', async () => {
    expect((await gateway.ask('/orders/x/events')).statusCode).toBe(400);
  });
});

describe('an instance that shuts down', () => {
  it('ends its streams instead of waiting for them, and takes no new ones', async () => {
    const follower = await follow();
    const ended = new Promise((done) => follower.response.once('end', done));
    isOpen = false;
    await gateway.close();
    await ended;
    let isComplete = false;
    updates()
      .of(ID)
      .subscribe({ complete: () => (isComplete = true) });
    expect(isComplete).toBe(true);
  });
});

describe('a silent stream', () => {
  it('is kept open by comments, which clients ignore', async () => {
    jest.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] } as never);
    try {
      const follower = await follow();
      await waitFor(() => expect(follower.states()).toEqual(['pending']));
      expect(follower.heard()).not.toContain('still here');
      jest.advanceTimersByTime(15_000);
      await waitFor(() => expect(follower.heard()).toContain(': still here\n\n'));
    } finally {
      jest.useRealTimers();
    }
  });
});
