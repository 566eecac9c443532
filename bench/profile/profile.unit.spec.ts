import { describe, expect, it } from '@jest/globals';
import { sharesByPart } from './attribute.ts';
import type { CpuProfile } from './inspector.ts';
import { type Frame, partOf, UNKNOWN } from './parts.ts';

const frame = (source: string, functionName = 'f'): Frame => ({ functionName, source });
const PG = frame('/shop/node_modules/pg/lib/client.js');
const STORE = frame('/shop/apps/cart/src/io/cart.store.ts');

describe('the part that a sample belongs to', () => {
  it.each([
    ['logging', '/shop/node_modules/pino/lib/proto.js'],
    ['logging', '/shop/libs/platform/observability/src/masked.ts'],
    ['metrics', '/shop/apps/order/src/io/order.metrics.ts'],
    ['traces', '/shop/libs/platform/observability/src/context.ts'],
    ['validation', '/shop/node_modules/typebox/build/value.mjs'],
    ['codecs', '/shop/libs/contracts/src/gen/shop/cart/v1/cart.ts'],
    ['gRPC client', '/shop/node_modules/@grpc/grpc-js/build/src/subchannel-call.js'],
    ['gRPC client', '/shop/libs/platform/rpc/src/client.ts'],
    ['gRPC server', '/shop/node_modules/@grpc/grpc-js/build/src/server-interceptors.js'],
    ['gRPC server', '/shop/libs/platform/rpc/src/server.ts'],
    ['SQL client', '/shop/node_modules/pg-protocol/dist/parser.js'],
    ['mail', '/shop/node_modules/nodemailer/lib/mailer/index.js'],
    ['relay', '/shop/libs/platform/messaging/src/outbox-relay.ts'],
    ['consumers', '/shop/libs/platform/messaging/src/stream-consumer.ts'],
    ['sagas', '/shop/libs/platform/saga/src/saga-runner.ts'],
    ['HTTP server', '/shop/node_modules/fastify/lib/reply.js'],
    ['Nest pipeline', '/shop/node_modules/@nestjs/core/router/router-proxy.js'],
    ['own code', '/shop/apps/cart/src/domain/pricing.ts'],
    ['HTTP/2 sessions', 'node:internal/http2/core'],
  ])('is %s for %s', (part, source) => expect(partOf([frame(source)])).toBe(part));

  it('is that of the nearest frame which has one', () => {
    const inner = frame('node:internal/streams/writable');
    expect(partOf([inner, PG, STORE])).toBe('SQL client');
    expect(partOf([inner, STORE, PG])).toBe('own code');
    expect(partOf([frame('/shop/node_modules/some-helper/index.js'), PG])).toBe('SQL client');
  });

  it('is what the system does where native code says so, whoever asked', () => {
    expect(partOf([frame('', 'writev'), PG])).toBe('socket writes');
    expect(partOf([frame('', '(garbage collector)'), PG])).toBe('garbage collection');
    expect(partOf([frame('', 'toString'), PG])).toBe('SQL client');
  });

  it('is not guessed', () => expect(partOf([frame('', '(program)'), frame('', '(root)')])).toBe(UNKNOWN));
});

describe('shares of a profile', () => {
  const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
    ...{ id, children },
    callFrame: { functionName, url, lineNumber: 0, columnNumber: 0 },
  });
  const profile: CpuProfile = {
    nodes: [
      node(1, '(root)', '', [2, 3, 5]),
      node(2, '(idle)', ''),
      node(3, 'save', STORE.source, [4]),
      node(4, 'query', PG.source),
      node(5, '(garbage collector)', ''),
    ],
    samples: [2, 3, 4, 4, 5, 2],
    timeDeltas: [900, 10, 20, 40, 30, 500],
  };

  it('are of the time in which it was busy', () =>
    expect(Object.fromEntries(sharesByPart(profile, ({ url }) => url))).toEqual({
      'own code': 0.1,
      'SQL client': 0.6,
      'garbage collection': 0.3,
    }));
});
