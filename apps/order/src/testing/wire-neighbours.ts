import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CartServiceDefinition, ProductServiceDefinition } from '@tradepost/contracts';
import { createDiscovery, type Discovery } from '@tradepost/discovery';
import { Metrics, type Logger } from '@tradepost/observability';
import { RpcServer } from '@tradepost/rpc';
import type { AuthorizationOutcome } from '../flows/payment-provider.ts';
import { gbp } from './builders.ts';
import { FakeCarts, FakeProvider, FakeStock } from './fake-neighbours.ts';

/** Cart, product and payment sandbox as they look from outside, with books the spec can read. */
export type WireNeighbours = {
  readonly carts: FakeCarts;
  readonly stock: FakeStock;
  readonly provider: FakeProvider;
  /** Every call, by method, in order. */
  readonly calls: string[];
  /** Runs after a call had its effect and before it is answered; `'lose'` breaks the connection. */
  after: (call: string, nth: number) => Promise<'lose' | void> | 'lose' | void;
  readonly discovery: Discovery;
  readonly sandboxUrl: string;
  close(): Promise<void>;
};

export async function wireNeighbours(log: Logger): Promise<WireNeighbours> {
  const books = { carts: new FakeCarts(), stock: new FakeStock(), provider: new FakeProvider() };
  const calls: string[] = [];
  const around: Pick<WireNeighbours, 'after'> = { after: () => {} };
  const told = (call: string) => {
    calls.push(call);
    return around.after(call, calls.length);
  };
  const [cart, product] = [cartServer(log, books.carts, told), productServer(log, books.stock, told)];
  const ports = await Promise.all([
    cart.listen('127.0.0.1', 0, 'cart'),
    product.listen('127.0.0.1', 0, 'product'),
  ]);
  cart.setServing(true);
  product.setServing(true);
  const staticList = `cart=127.0.0.1:${ports[0]};product=127.0.0.1:${ports[1]}`;
  const discovery = createDiscovery({ driver: 'static', staticList, scheme: `spec-${ports[0]}` });
  const sandbox = sandboxServer(books.provider, told);
  await new Promise<void>((done) => sandbox.listen(0, '127.0.0.1', done));
  const sandboxUrl = `http://127.0.0.1:${(sandbox.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    sandbox.closeAllConnections();
    await Promise.all([cart.drain(100), product.drain(100), new Promise((done) => sandbox.close(done))]);
    discovery.close();
  };
  return Object.assign(around, { ...books, calls, discovery, sandboxUrl, close });
}

type Told = (call: string) => ReturnType<WireNeighbours['after']>;

/** What a spec has no use for must not be called, so it is not there. */
function cartServer(log: Logger, carts: FakeCarts, told: Told): RpcServer {
  const { fullName, methods } = CartServiceDefinition;
  const { freezeCart, unfreezeCart, quoteCheckout } = methods;
  const server = new RpcServer({ log, metrics: new Metrics('cart') });
  const checkout = async (call: string, orderId: string) => {
    const { lines, totals, shippingOption, shippingAddress } = await carts.checkout(orderId);
    await told(call);
    return {
      checkout: {
        currency: totals.grand.currency,
        lines: lines.map((line) => ({ ...line, id: '', options: [...line.options] })),
        totals,
        shippingOption: { ...shippingOption, price: gbp(400), minDays: 2, maxDays: 4 },
        shippingAddress,
      },
    };
  };
  server.add(
    { fullName, methods: { freezeCart, unfreezeCart, quoteCheckout } },
    {
      freezeCart: ({ orderId }) => checkout('freezeCart', orderId),
      quoteCheckout: () => checkout('quoteCheckout', 'no cart'),
      unfreezeCart: async ({ orderId }) => {
        await carts.unfreeze(orderId);
        await told('unfreezeCart');
        return {};
      },
    },
  );
  return server;
}

function productServer(log: Logger, stock: FakeStock, told: Told): RpcServer {
  const { fullName, methods } = ProductServiceDefinition;
  const { holdStock, extendHold, commitStock, releaseStock, consumeStock, returnStock } = methods;
  const server = new RpcServer({ log, metrics: new Metrics('product') });
  const answer = async (call: string, effect: Promise<void>): Promise<Record<string, never>> => {
    await effect;
    await told(call);
    return {};
  };
  server.add(
    {
      fullName,
      methods: { holdStock, extendHold, commitStock, releaseStock, consumeStock, returnStock },
    },
    {
      holdStock: ({ orderId, items, customer = '' }) =>
        answer('holdStock', stock.hold({ orderId, items }, customer)),
      extendHold: ({ orderId, ttlMs }) =>
        answer('extendHold', stock.extend(orderId, new Date(Date.now() + ttlMs))),
      commitStock: ({ orderId }) => answer('commitStock', stock.commit(orderId)),
      releaseStock: ({ orderId }) => answer('releaseStock', stock.release(orderId)),
      consumeStock: ({ shipmentId, orderId, items }) =>
        answer('consumeStock', stock.consume(shipmentId, { orderId, items })),
      returnStock: ({ returnId, orderId = '', items }) =>
        answer('returnStock', stock.takeBack(returnId, { orderId, items })),
    },
  );
  return server;
}

type Body = { key?: string; token?: string; amount?: number };

type Asked = { call: string; outcome: AuthorizationOutcome | undefined; key: string };

function sandboxServer(provider: FakeProvider, told: Told): Server {
  return createServer((request, response) => {
    void bodyOf(request)
      .then((body) => asked(provider, request, body))
      .then(async ({ call, outcome, key }) => {
        if ((await told(call)) === 'lose') return response.destroy();
        return answer(response, provider, outcome, key);
      })
      .catch(() => response.writeHead(500).end('{}'));
  });
}

async function asked(provider: FakeProvider, request: IncomingMessage, body: Body): Promise<Asked> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const { key = '', token = '', amount = 0 } = body;
  const [, reference = '', deed] = /^\/authorizations\/(.+)\/(capture|refunds)$/.exec(url.pathname) ?? [];
  const movement = { key, reference: decodeURIComponent(reference), amount: gbp(amount) };
  if (deed === 'capture')
    return { call: 'capture', outcome: await provider.capture(movement), key: movement.reference };
  if (deed) return { call: 'refund', outcome: await provider.refund(movement), key: movement.reference };
  if (url.pathname === '/voids') return { call: 'void', outcome: await provider.void(key), key };
  if (request.method === 'GET') {
    const wanted = url.searchParams.get('key') ?? '';
    return { call: 'status', outcome: await provider.status(wanted), key: wanted };
  }
  const made = { key, token, amount: gbp(amount), orderNumber: '' };
  return { call: 'authorize', outcome: await provider.authorize(made), key };
}

/** The sandbox's answer: how the authorisation stands, or why not. */
function answer(
  response: ServerResponse,
  provider: FakeProvider,
  outcome: AuthorizationOutcome | undefined,
  key: string,
): void {
  const booked = provider.books.get(key);
  const isRefused =
    !booked || (outcome?.kind === 'declined' && booked.state === 'authorized' && booked.captured === 0);
  response.writeHead(isRefused ? (booked ? 409 : 404) : 200, { 'content-type': 'application/json' });
  const { state, captured } = booked ?? { state: 'voided', captured: 0 };
  const shown = {
    id: encodeURIComponent(key),
    state,
    captured,
    declineCode: state === 'declined' ? 'declined' : null,
    ...(outcome?.kind === 'requires_action' && { challengeUrl: outcome.challengeUrl }),
  };
  response.end(JSON.stringify(isRefused ? { code: 'refused', detail: 'No.' } : shown));
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Body;
}
