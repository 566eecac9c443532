import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CartServiceDefinition,
  ProductServiceDefinition,
  TaxClass,
  type Address,
} from '@tradepost/contracts';
import { createDiscovery, type Discovery } from '@tradepost/discovery';
import { Metrics, type Logger } from '@tradepost/observability';
import { RpcServer } from '@tradepost/rpc';
import type { AuthorizationOutcome } from '../flows/ports/payment-provider.ts';
import { gbp } from './builders.ts';
import { FakeCarts, FakeProvider, FakeStock } from './fake-services.ts';

/** Cart, product and payment sandbox as servers, with a state that the spec can read. */
export interface FakeServers {
  readonly carts: FakeCarts;
  readonly stock: FakeStock;
  readonly provider: FakeProvider;
  /** Every call, by method, in order. */
  readonly calls: string[];
  /** Runs after the effect of a call and before its answer; `'lose'` breaks the connection. */
  after: (call: string, nth: number) => Promise<'lose' | void> | 'lose' | void;
  readonly discovery: Discovery;
  readonly sandboxUrl: string;
  close(): Promise<void>;
}

export async function fakeServers(log: Logger): Promise<FakeServers> {
  const fakes = { carts: new FakeCarts(), stock: new FakeStock(), provider: new FakeProvider() };
  const calls: string[] = [];
  const around: Pick<FakeServers, 'after'> = { after: () => {} };
  const called = (call: string) => {
    calls.push(call);
    return around.after(call, calls.length);
  };
  const [cart, product] = [cartServer(log, fakes.carts, called), productServer(log, fakes.stock, called)];
  const ports = await Promise.all([
    cart.listen('127.0.0.1', 0, 'cart'),
    product.listen('127.0.0.1', 0, 'product'),
  ]);
  cart.setServing(true);
  product.setServing(true);
  const staticList = `cart=127.0.0.1:${ports[0]};product=127.0.0.1:${ports[1]}`;
  const discovery = createDiscovery({ driver: 'static', staticList, scheme: `spec-${ports[0]}` });
  const sandbox = sandboxServer(fakes.provider, called);
  await new Promise<void>((done) => sandbox.listen(0, '127.0.0.1', done));
  const sandboxUrl = `http://127.0.0.1:${(sandbox.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    sandbox.closeAllConnections();
    await Promise.all([cart.drain(100), product.drain(100), new Promise((done) => sandbox.close(done))]);
    discovery.close();
  };
  return Object.assign(around, { ...fakes, calls, discovery, sandboxUrl, close });
}

type Called = (call: string) => ReturnType<FakeServers['after']>;

/** Methods that the order service must not call are not there. */
function cartServer(log: Logger, carts: FakeCarts, called: Called): RpcServer {
  const { fullName, methods } = CartServiceDefinition;
  const { freezeCart, unfreezeCart, quoteCheckout } = methods;
  const server = new RpcServer({ log, metrics: new Metrics('cart') });
  const checkout = async (call: string, orderId: string, billingAddress?: Address) => {
    const { lines, totals, shippingOption, shippingAddress } = await carts.checkout(orderId);
    await called(call);
    return {
      checkout: {
        currency: totals.grand.currency,
        lines: lines.map((line) => ({
          ...{ ...line, id: '', options: [...line.options], tax: line.tax ?? undefined },
          taxClass: line.taxClass === 'zero' ? TaxClass.ZERO : TaxClass.STANDARD,
        })),
        totals: { ...totals, taxLines: [...totals.taxLines] },
        shippingOption: { ...shippingOption, price: gbp(400), minDays: 2, maxDays: 4 },
        // It stands in for the shipping address, as it does when nothing is shipped.
        shippingAddress: billingAddress ?? shippingAddress,
      },
    };
  };
  server.add(
    { fullName, methods: { freezeCart, unfreezeCart, quoteCheckout } },
    {
      freezeCart: ({ orderId }) => checkout('freezeCart', orderId),
      quoteCheckout: ({ billingAddress }) => checkout('quoteCheckout', 'no cart', billingAddress),
      unfreezeCart: async ({ orderId, access }) => {
        carts.releasedWith = access;
        await carts.unfreeze(orderId);
        await called('unfreezeCart');
        return {};
      },
    },
  );
  return server;
}

function productServer(log: Logger, stock: FakeStock, called: Called): RpcServer {
  const { fullName, methods } = ProductServiceDefinition;
  const { holdStock, extendHold, commitStock, releaseStock, consumeStock } = methods;
  const { releaseItems, returnStock } = methods;
  const server = new RpcServer({ log, metrics: new Metrics('product') });
  const answer = async (call: string, effect: Promise<void>): Promise<Record<string, never>> => {
    await effect;
    await called(call);
    return {};
  };
  server.add(
    {
      fullName,
      methods: { holdStock, extendHold, commitStock, releaseStock, consumeStock, releaseItems, returnStock },
    },
    {
      holdStock: async ({ orderId, items }) => {
        const sold = await stock.take({ orderId, items });
        await called('holdStock');
        return { sold };
      },
      extendHold: ({ orderId, ttlMs }) =>
        answer('extendHold', stock.extend(orderId, new Date(Date.now() + ttlMs))),
      commitStock: ({ orderId }) => answer('commitStock', stock.commit(orderId)),
      releaseStock: ({ orderId }) => answer('releaseStock', stock.release(orderId)),
      consumeStock: ({ shipmentId, orderId, items }) =>
        answer('consumeStock', stock.consume(shipmentId, { orderId, items })),
      releaseItems: ({ releaseId, orderId, items }) =>
        answer('releaseItems', stock.releaseItems(releaseId, { orderId, items })),
      returnStock: ({ returnId, orderId = '', items }) =>
        answer('returnStock', stock.restock(returnId, { orderId, items })),
    },
  );
  return server;
}

interface Body {
  key?: string;
  token?: string;
  amount?: number;
}

interface Requested {
  call: string;
  outcome: AuthorizationOutcome | undefined;
  key: string;
}

function sandboxServer(provider: FakeProvider, called: Called): Server {
  return createServer((request, response) => {
    void bodyOf(request)
      .then((body) => requested(provider, request, body))
      .then(async ({ call, outcome, key }) => {
        if ((await called(call)) === 'lose') return response.destroy();
        return answer(response, provider, outcome, key);
      })
      .catch(() => response.writeHead(500).end('{}'));
  });
}

async function requested(provider: FakeProvider, request: IncomingMessage, body: Body): Promise<Requested> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const { key = '', token = '', amount = 0 } = body;
  const [, reference = '', operation] =
    /^\/authorizations\/(.+)\/(capture|refunds)$/.exec(url.pathname) ?? [];
  const movement = { key, reference: decodeURIComponent(reference), amount: gbp(amount) };
  if (operation === 'capture')
    return { call: 'capture', outcome: await provider.capture(movement), key: movement.reference };
  if (operation) return { call: 'refund', outcome: await provider.refund(movement), key: movement.reference };
  if (url.pathname === '/voids') return { call: 'void', outcome: await provider.void(key), key };
  if (request.method === 'GET') {
    const wanted = url.searchParams.get('key') ?? '';
    return { call: 'status', outcome: await provider.status(wanted), key: wanted };
  }
  const made = { key, token, amount: gbp(amount), orderNumber: '' };
  return { call: 'authorize', outcome: await provider.authorize(made), key };
}

/** The sandbox's answer: the authorisation, or why it was refused. */
function answer(
  response: ServerResponse,
  provider: FakeProvider,
  outcome: AuthorizationOutcome | undefined,
  key: string,
): void {
  const booked = provider.ledger.get(key);
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
