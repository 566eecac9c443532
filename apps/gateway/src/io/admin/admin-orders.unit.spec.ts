import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OrderState, PaymentState, ReturnState } from '@tradepost/contracts';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { asStaff, KEYED } from '../../testing/as-staff.ts';
import { anOrder, aUser, ID, OTHER_ID, pounds } from '../../testing/builders.ts';

let gateway: TestGateway;
let ask: Awaited<ReturnType<typeof asStaff>>;
beforeAll(async () => {
  gateway = await aGateway();
  ask = await asStaff(gateway);
});
afterAll(() => gateway.close());
beforeEach(() => void gateway.calls.splice(0));

const request = () => gateway.calls.at(-1)?.request;

describe('orders', () => {
  beforeEach(() => {
    gateway.services.OrderService = {
      listOrders: async () => ({ items: [anOrder()], nextPageToken: '' }),
      getOrder: async () => ({ order: anOrder() }),
      cancelOrder: async () => ({ order: anOrder({ state: OrderState.CANCELLED }) }),
    };
    gateway.services.SagaService = {
      listSagasOfOrder: async () => ({
        items: [{ id: ID, name: 'place-order', status: 'done', attempts: 0, log: [] } as never],
      }),
    };
  });

  it.each(['/orders', '/customers'])('are not searched for NUL, which is said of `q`: %s', async (path) => {
    const answer = await ask(`${path}?q=a%00`);
    expect(answer.statusCode).toBe(400);
    const detail = '"q" must not contain the character NUL (U+0000).';
    expect(answer.json()).toMatchObject({ errors: [{ field: 'q', in: 'query', detail }] });
  });

  it('of all customers are listed, and filtered by state', async () => {
    await ask('/orders?q=T-1&state=review&paymentState=captured&limit=5');
    expect(request()).toEqual({
      ...{ userId: '', query: 'T-1', pageSize: 5, pageToken: '' },
      ...{ state: OrderState.REVIEW, paymentState: PaymentState.CAPTURED },
    });
    await ask('/orders');
    expect(request()).toMatchObject({
      state: OrderState.UNSPECIFIED,
      paymentState: PaymentState.UNSPECIFIED,
    });
    expect((await ask('/orders?state=unspecified')).statusCode).toBe(400);
  });

  it('in a state that only newer services know are listed as unknown, which is no filter', async () => {
    const newer = { state: OrderState.UNRECOGNIZED, paymentState: PaymentState.UNSPECIFIED };
    gateway.services.OrderService = {
      listOrders: async () => ({ items: [anOrder(newer), anOrder()], nextPageToken: '' }),
    };
    const answer = await ask('/orders');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      items: [{ state: 'unknown', paymentState: 'unknown' }, { state: 'confirmed' }],
    });
    expect((await ask('/orders?state=unknown')).statusCode).toBe(400);
  });

  it('are listed as summaries: the first lines, and how many there are', async () => {
    const { lines: some } = anOrder();
    const lines = Array.from({ length: 5 }, () => some).flat();
    const listed = async (over: Parameters<typeof anOrder>[0]) => {
      gateway.services.OrderService = {
        listOrders: async () => ({ items: [anOrder(over)], nextPageToken: '' }),
      };
      return (await ask('/orders')).json().items[0] as object;
    };
    const first = { title: 'A mug', quantity: 2, imageUrl: null };
    const shown = await listed({ lines: lines.slice(0, 3), lineCount: 1_200 });
    expect(shown).toMatchObject({ lineCount: 1_200, firstLines: [first, first, first] });
    expect(shown).not.toHaveProperty('lines');
    // What a service of the release before answers.
    expect(await listed({ lines, lineCount: 0 })).toMatchObject({
      ...{ lineCount: 5, firstLines: [first, first, first] },
    });
  });

  it('are read with their sagas', async () => {
    expect((await ask(`/orders/${ID}`)).json()).toMatchObject({ id: ID, sagas: [{ name: 'place-order' }] });
    expect(gateway.calls.map((call) => call.request)).toEqual([
      { orderId: ID, access: { userId: '', token: '', staff: true } },
      { orderId: ID },
    ]);
  });

  it('are cancelled in the name of the shop', async () => {
    const answer = await ask(`/orders/${ID}/cancel`, { method: 'POST', payload: {}, headers: KEYED });
    expect(answer.json()).toMatchObject({ state: 'cancelled' });
    expect(request()).toMatchObject({ access: { staff: true }, expectedVersion: 2, idempotencyKey: 'k' });
  });
});

describe('after a sale', () => {
  const lines = [{ lineId: OTHER_ID, quantity: 1 }];
  const answer = async () => ({ order: anOrder() });
  beforeEach(() => {
    gateway.services.AfterSaleService = {
      createFulfilment: answer,
      cancelItems: answer,
      moveReturn: answer,
      requestRefund: answer,
      decideRefund: answer,
    };
  });
  const post = (path: string, payload: object = {}) =>
    ask(`/orders/${ID}${path}`, { method: 'POST', payload, headers: KEYED });

  it('parcels are planned', async () => {
    expect((await post('/fulfilments', { lines })).statusCode).toBe(201);
    expect(request()).toEqual({ orderId: ID, lines, tracking: '', idempotencyKey: 'k' });
  });

  it.each([
    ['approve', ReturnState.APPROVED],
    ['reject', ReturnState.REJECTED],
    ['receive', ReturnState.RECEIVED],
    ['close', ReturnState.CLOSED],
  ])('a return is moved by %s', async (word, to) => {
    expect((await post(`/returns/${OTHER_ID}/${word}`)).statusCode).toBe(200);
    expect(request()).toEqual({ orderId: ID, returnId: OTHER_ID, to, idempotencyKey: 'k' });
  });

  it('a return has no other transitions', async () => {
    expect((await post(`/returns/${OTHER_ID}/burn`)).json()).toMatchObject({
      errors: [{ code: 'field.choice', detail: '"action" must be one of approve, reject, receive, close.' }],
    });
  });

  it('items are cancelled, all that are open unless some are named', async () => {
    expect((await post('/cancellations', {})).statusCode).toBe(201);
    expect(request()).toMatchObject({ lines: [], reason: '', refundShipping: false });
    await post('/cancellations', { lines, reason: 'Sold out', refundShipping: true });
    expect(request()).toMatchObject({ orderId: ID, lines, reason: 'Sold out', refundShipping: true });
    expect((await post('/cancellations', { lines: [] })).statusCode).toBe(400);
    const cancellation = { lines, reason: '', refundId: '', refundsShipping: false, createdAt: new Date(0) };
    gateway.services.AfterSaleService = {
      cancelItems: async () => ({ order: anOrder({ cancellations: [{ ...cancellation, id: OTHER_ID }] }) }),
    };
    expect((await post('/cancellations', {})).json()).toMatchObject({
      cancellations: [{ id: OTHER_ID, lines, reason: null, refundId: null, refundsShipping: false }],
    });
  });

  it('a refund is requested, then approved or rejected', async () => {
    const refund = { amount: { amount: 500, currency: 'GBP' }, reason: 'Too blue' };
    expect((await post('/refunds', refund)).statusCode).toBe(201);
    expect(request()).toMatchObject({ amount: pounds(500), reason: 'Too blue' });
    await post(`/refunds/${OTHER_ID}/approve`);
    expect(request()).toMatchObject({ refundId: OTHER_ID, approve: true });
    await post(`/refunds/${OTHER_ID}/reject`);
    expect(request()).toMatchObject({ refundId: OTHER_ID, approve: false });
  });
});

describe('customers', () => {
  it('are searched', async () => {
    gateway.services.UserService = {
      ...gateway.services.UserService,
      listUsers: async () => ({ items: [aUser()], nextPageToken: '' }),
    };
    expect((await ask('/customers?q=ada')).json()).toMatchObject({ items: [{ email: 'ada@example.com' }] });
    expect(request()).toEqual({ query: 'ada', pageSize: 20, pageToken: '' });
  });
});
