import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { waitUntil } from '@tradepost/testing/waiting';
import { createRegistration } from '../create.ts';
import { listeningLog } from '../testing/an-instance.ts';
import { FakeConsul } from '../testing/fake-consul.ts';
import type { Reply } from '../testing/fake-consul.ts';
import { ConsulRegistration } from './consul-registration.ts';

// A busy machine is slow, not wrong.
jest.setTimeout(30_000);

const patience = { timeout: 20_000, interval: 5 };
const ok: Reply = { body: '' };
const gone: Reply = { status: 404 };
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function aFake(...script: Reply[]): Promise<FakeConsul> {
  const fake = await FakeConsul.start(...script);
  if (script.length > 0) fake.otherwise = ok;
  cleanUp.push(() => fake.stop());
  return fake;
}

function aRegistration(consulAddr: string, timeoutMs = 5_000) {
  const { log, lines } = listeningLog();
  const registration = new ConsulRegistration({
    id: 'product-1',
    service: 'product',
    host: '127.0.0.1',
    port: 5001,
    opsPort: 9001,
    weight: 2,
    version: '1.2.3',
    grpcHealth: 'tradepost.product.v1.ProductService',
    consulAddr,
    log,
    checkMs: 10,
    timeoutMs,
  });
  return { registration, lines };
}

const asked = (consul: FakeConsul) =>
  consul.asked.map(({ method, path }) => `${method} ${path.split('/').slice(3)}`);

describe('a registration with Consul', () => {
  test('says everything in fields that Consul 1.8 knows', async () => {
    const consul = await aFake(ok);
    const { registration } = aRegistration(consul.consulAddr);
    await registration.start();
    expect(consul.asked[0]).toMatchObject({ method: 'PUT', path: '/v1/agent/service/register' });
    expect(JSON.parse(consul.asked[0]?.body ?? '')).toEqual({
      ID: 'product-1',
      Name: 'product',
      Address: '127.0.0.1',
      Port: 5001,
      Meta: { weight: '2', version: '1.2.3', ops_port: '9001' },
      Check: {
        CheckID: 'product-1-grpc',
        Name: 'gRPC health',
        GRPC: '127.0.0.1:5001/tradepost.product.v1.ProductService',
        Interval: '2s',
        Timeout: '1s',
        Status: 'passing',
        DeregisterCriticalServiceAfter: '1m',
      },
    });
    await registration.stop();
  });

  test('is made again when the agent has forgotten it, and then has to pass its check first', async () => {
    const consul = await aFake(ok, ok, gone, ok);
    const { registration, lines } = aRegistration(consul.consulAddr);
    await registration.start();
    await waitUntil(() => consul.asked.length >= 4, patience);
    const put = 'PUT service,register';
    const get = 'GET service,product-1';
    expect(asked(consul).slice(0, 4)).toEqual([put, get, get, put]);
    expect(JSON.parse(consul.asked[3]?.body ?? '').Check.Status).toBe('critical');
    await registration.stop();
    expect(lines.slice(0, 2)).toEqual(['info registered with Consul', 'info registered with Consul']);
  });

  test('waits for a Consul that is away, saying so once', async () => {
    const consul = await aFake({ status: 500 }, { status: 500 }, { status: 503 }, ok, ok);
    const { registration, lines } = aRegistration(consul.consulAddr);
    await registration.start();
    await waitUntil(() => consul.asked.length >= 5, patience);
    expect(lines).toEqual(['warn cannot register with Consul; trying on', 'info registered with Consul']);
    await registration.stop();
  });

  test('says that Consul is back although it had forgotten nothing', async () => {
    const consul = await aFake(ok, { status: 500 }, ok, ok);
    const { registration, lines } = aRegistration(consul.consulAddr);
    await registration.start();
    await waitUntil(() => consul.asked.length >= 4, patience);
    await registration.stop();
    expect(lines.slice(0, 3)).toEqual([
      'info registered with Consul',
      'warn cannot register with Consul; trying on',
      'info registered with Consul',
    ]);
  });

  test('starts although nobody listens, and although Consul hangs', async () => {
    const stopped = await aFake();
    const nobody = aRegistration(stopped.consulAddr);
    await stopped.stop();
    await nobody.registration.start();
    await nobody.registration.stop();
    const consul = await aFake();
    const hanging = aRegistration(consul.consulAddr, 50);
    await hanging.registration.start();
    await hanging.registration.stop();
    for (const { lines } of [nobody, hanging]) {
      expect(lines).toEqual([
        'warn cannot register with Consul; trying on',
        'warn could not deregister from Consul; its check will find us gone',
      ]);
    }
  });

  test('is taken back at the end, after an attempt still under way', async () => {
    const consul = await aFake();
    const { registration } = aRegistration(consul.consulAddr);
    const starting = registration.start();
    await waitUntil(() => consul.held === 1, patience);
    const stopping = registration.stop();
    consul.say(ok, ok);
    await Promise.all([starting, stopping]);
    expect(asked(consul)).toEqual(['PUT service,register', 'PUT service,deregister,product-1']);
  });

  test('is taken back once, and not at all when it was never made', async () => {
    const consul = await aFake(ok, ok);
    const { registration } = aRegistration(consul.consulAddr);
    await registration.stop();
    expect(consul.asked).toEqual([]);
    await registration.start();
    await Promise.all([registration.stop(), registration.stop()]);
    await registration.stop();
    expect(asked(consul)).toEqual(['PUT service,register', 'PUT service,deregister,product-1']);
  });
});

test('every boot is an instance of its own', () => {
  const options = { driver: 'consul', service: 'product', host: '127.0.0.1', port: 5001 } as const;
  const ids = [createRegistration(options).id, createRegistration(options).id];
  expect(ids[0]).toMatch(/^product-[0-9a-f-]{36}$/);
  expect(ids[0]).not.toBe(ids[1]);
});

test('drivers without a registry have nothing to register with', async () => {
  const registration = createRegistration({
    driver: 'static',
    service: 'product',
    host: '127.0.0.1',
    port: 5001,
  });
  await registration.start();
  await registration.stop();
});
