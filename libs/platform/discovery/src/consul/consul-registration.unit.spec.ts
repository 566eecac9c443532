import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { waitUntil } from '@tradepost/testing/waiting';
import { createRegistration } from '../create-registration.ts';
import { listeningLog } from '../testing/an-instance.ts';
import { FakeConsul, type Reply } from '../testing/fake-consul.ts';
import { ConsulRegistration } from './consul-registration.ts';

// Generous, because a loaded machine is slow.
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

function aRegistration(
  consulAddr: string,
  timeoutMs = 5_000,
  over: { port?: undefined; needsCertificate?: boolean } = {},
) {
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
    ...over,
  });
  return { registration, lines };
}

const asked = (consul: FakeConsul) =>
  consul.requests.map(({ method, path }) => `${method} ${path.split('/').slice(3)}`);

describe('a registration with Consul', () => {
  test('has Consul ask the ops port where calls need a certificate, and not whether it is ready', async () => {
    const consul = await aFake(ok);
    const { registration } = aRegistration(consul.consulAddr, 5_000, { needsCertificate: true });
    await registration.start();
    const { Check } = JSON.parse(consul.requests[0]?.body ?? '') as { Check: object };
    expect(Check).toMatchObject({ HTTP: 'http://127.0.0.1:9001/health/serving' });
    await registration.stop();
  });

  test('uses only fields that Consul 1.8 knows', async () => {
    const consul = await aFake(ok);
    const { registration } = aRegistration(consul.consulAddr);
    await registration.start();
    expect(consul.requests[0]).toMatchObject({ method: 'PUT', path: '/v1/agent/service/register' });
    expect(JSON.parse(consul.requests[0]?.body ?? '')).toEqual({
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

  test('of a process without gRPC is marked, and checked by its liveness', async () => {
    const consul = await aFake(ok);
    const { registration } = aRegistration(consul.consulAddr, 5_000, { port: undefined });
    await registration.start();
    expect(JSON.parse(consul.requests[0]?.body ?? '')).toMatchObject({
      Port: 9001,
      Meta: { ops_only: 'true', ops_port: '9001' },
      Check: { HTTP: 'http://127.0.0.1:9001/health/live', Interval: '10s' },
    });
    await registration.stop();
  });

  test('says whether the agent has it', async () => {
    const consul = await aFake({ status: 500 }, ok);
    const { registration } = aRegistration(consul.consulAddr);
    expect(registration.isRegistered).toBe(false);
    await registration.start();
    expect(registration.isRegistered).toBe(false);
    await waitUntil(() => registration.isRegistered, patience);
    await registration.stop();
    expect(registration.isRegistered).toBe(false);
  });

  test('is repeated when the agent has lost it, and then has to pass its check first', async () => {
    const consul = await aFake(ok, ok, gone, ok);
    const { registration, lines } = aRegistration(consul.consulAddr);
    await registration.start();
    await waitUntil(() => consul.requests.length >= 4, patience);
    const put = 'PUT service,register';
    const get = 'GET service,product-1';
    expect(asked(consul).slice(0, 4)).toEqual([put, get, get, put]);
    expect(JSON.parse(consul.requests[3]?.body ?? '').Check.Status).toBe('critical');
    await registration.stop();
    expect(lines.slice(0, 2)).toEqual(['info registered with Consul', 'info registered with Consul']);
  });

  test('retries while Consul is unavailable and logs it once', async () => {
    const consul = await aFake({ status: 500 }, { status: 500 }, { status: 503 }, ok, ok);
    const { registration, lines } = aRegistration(consul.consulAddr);
    await registration.start();
    await waitUntil(() => consul.requests.length >= 5, patience);
    expect(lines).toEqual(['warn cannot register with Consul; retrying', 'info registered with Consul']);
    await registration.stop();
  });

  test('logs that Consul is back although the entry was still there', async () => {
    const consul = await aFake(ok, { status: 500 }, ok, ok);
    const { registration, lines } = aRegistration(consul.consulAddr);
    await registration.start();
    await waitUntil(() => consul.requests.length >= 4, patience);
    await registration.stop();
    expect(lines.slice(0, 3)).toEqual([
      'info registered with Consul',
      'warn cannot register with Consul; retrying',
      'info registered with Consul',
    ]);
  });

  test('starts when Consul refuses connections or hangs', async () => {
    const stopped = await aFake();
    const refusing = aRegistration(stopped.consulAddr);
    await stopped.stop();
    await refusing.registration.start();
    await refusing.registration.stop();
    const consul = await aFake();
    const hanging = aRegistration(consul.consulAddr, 50);
    await hanging.registration.start();
    await hanging.registration.stop();
    for (const { lines } of [refusing, hanging]) {
      expect(lines).toEqual([
        'warn cannot register with Consul; retrying',
        'warn could not deregister from Consul; its health check will remove the instance',
      ]);
    }
  });

  test('is removed at the end, after an attempt in progress', async () => {
    const consul = await aFake();
    const { registration } = aRegistration(consul.consulAddr);
    const starting = registration.start();
    await waitUntil(() => consul.held === 1, patience);
    const stopping = registration.stop();
    consul.say(ok, ok);
    await Promise.all([starting, stopping]);
    expect(asked(consul)).toEqual(['PUT service,register', 'PUT service,deregister,product-1']);
  });

  test('is removed once, and not at all when it was never made', async () => {
    const consul = await aFake(ok, ok);
    const { registration } = aRegistration(consul.consulAddr);
    await registration.stop();
    expect(consul.requests).toEqual([]);
    await registration.start();
    await Promise.all([registration.stop(), registration.stop()]);
    await registration.stop();
    expect(asked(consul)).toEqual(['PUT service,register', 'PUT service,deregister,product-1']);
  });
});

test('every boot gets its own instance id', () => {
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
