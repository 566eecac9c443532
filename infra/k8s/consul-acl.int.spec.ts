import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createRegistration } from '@tradepost/discovery';
import { freePorts } from '@tradepost/testing/free-ports';
import { programOf } from '../testing/programs.ts';

const program = programOf('consul', process.env);
const scripts = path.join(import.meta.dirname, 'base/consul');
const tokens = {
  ...{ CONSUL_MANAGEMENT_TOKEN: randomUUID(), CONSUL_AGENT_TOKEN: randomUUID() },
  ...{ PRODUCT_CONSUL_TOKEN: randomUUID(), USER_CONSUL_TOKEN: randomUUID(), CART_CONSUL_TOKEN: randomUUID() },
  ...{ ORDER_CONSUL_TOKEN: randomUUID(), GATEWAY_CONSUL_TOKEN: randomUUID() },
};

jest.setTimeout(60_000);

(program ? describe : describe.skip)('the access control of Consul', () => {
  let consul: ChildProcess;
  let address = '';

  beforeAll(async () => {
    const [http, ...others] = await freePorts(5);
    address = `http://127.0.0.1:${http}`;
    consul = startConsul(http ?? 0, others);
    allow();
  });
  afterAll(() => void consul.kill('SIGKILL'));

  it('can be set up again without a change', () => {
    const before = listed('policy');
    allow();
    expect(listed('policy')).toEqual(before);
  });

  it('lets a service register itself, by its token, and no other one', async () => {
    const statuses = await Promise.all([
      register('product', tokens.PRODUCT_CONSUL_TOKEN),
      register('order', tokens.PRODUCT_CONSUL_TOKEN),
      register('gateway', tokens.GATEWAY_CONSUL_TOKEN),
      register('product', ''),
    ]);
    expect(statuses).toEqual([200, 403, 403, 403]);
  });

  it('lets our registration in with the token, and not without', async () => {
    const lines: string[] = [];
    const options = {
      ...({ driver: 'consul', service: 'cart', host: '127.0.0.1', port: 1, consulAddr: address } as const),
      log: (_level: string, message: string) => void lines.push(message),
    };
    const without = createRegistration(options);
    await without.start();
    const registration = createRegistration({ ...options, consulToken: tokens.CART_CONSUL_TOKEN });
    await registration.start();
    await Promise.all([without.stop(), registration.stop()]);
    expect(lines).toContain('cannot register with Consul; retrying');
    expect(lines).toContain('registered with Consul');
    expect(lines).toContain('deregistered from Consul');
  });

  it('shows the catalogue to services only', async () => {
    expect(Object.keys(await services(tokens.GATEWAY_CONSUL_TOKEN))).toContain('product');
    expect(await services('')).toEqual({});
  });

  it('lets no stranger deregister a service', async () => {
    const response = await fetch(`${address}/v1/agent/service/deregister/product`, { method: 'PUT' });
    expect(response.status).toBe(403);
  });

  it('keeps secrets out of the arguments', () => {
    const args = readFileSync(`/proc/${consul.pid}/cmdline`, 'utf8');
    for (const token of Object.values(tokens)) expect(args).not.toContain(token);
  });

  function allow(): void {
    const env = {
      ...environment(),
      CONSUL_HTTP_ADDR: address,
      CONSUL_HTTP_TOKEN: tokens.CONSUL_MANAGEMENT_TOKEN,
    };
    execFileSync('sh', [path.join(scripts, 'acl.sh')], { env: { ...env, ...tokens } });
  }

  function listed(what: string): string {
    const args = ['acl', what, 'list', `-http-addr=${address}`, `-token=${tokens.CONSUL_MANAGEMENT_TOKEN}`];
    return execFileSync(program ?? '', args, { encoding: 'utf8' }).replaceAll(/ModifyIndex.*|Hash.*/g, '');
  }

  async function register(name: string, token: string): Promise<number> {
    const response = await fetch(`${address}/v1/agent/service/register`, {
      method: 'PUT',
      headers: { 'X-Consul-Token': token },
      body: JSON.stringify({ ID: name, Name: name, Port: 1 }),
    });
    return response.status;
  }

  async function services(token: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${address}/v1/catalog/services`, { headers: { 'X-Consul-Token': token } });
    return (await response.json()) as Record<string, unknown>;
  }
});

function startConsul(http: number, [server, lan, wan, dns]: number[]): ChildProcess {
  const folder = mkdtempSync(path.join(tmpdir(), 'consul-acl-'));
  writeFileSync(path.join(folder, 'server.json'), readFileSync(path.join(scripts, 'server.json')));
  // What is `initial_management` since 1.11 was `master` before.
  const isOld = /v1\.([0-9]|10)\./.test(spawnSync(program ?? '', ['version'], { encoding: 'utf8' }).stdout);
  const start = readFileSync(path.join(scripts, 'start.sh'), 'utf8');
  const script = path.join(folder, 'start.sh');
  writeFileSync(script, isOld ? start.replace('initial_management', 'master') : start);
  const ports = [`-http-port=${http}`, `-server-port=${server}`, `-dns-port=${dns}`];
  const local = ['-node=private', '-bind=127.0.0.1', '-client=127.0.0.1', `-data-dir=${folder}/data`];
  const args = [
    ...ports,
    `-serf-lan-port=${lan}`,
    `-serf-wan-port=${wan}`,
    ...local,
    `-config-dir=${folder}`,
  ];
  return spawn('sh', [script, '-server', '-bootstrap-expect=1', '-log-level=err', ...args], {
    stdio: 'ignore',
    env: {
      ...{ ...environment(), SECRETS_FOLDER: mkdtempSync(path.join(tmpdir(), 'consul-secrets-')) },
      ...{ ...tokens, CONSUL_GOSSIP_KEY: randomBytes(16).toString('base64') },
    },
  });
}

function environment(): Record<string, string> {
  return { PATH: `${path.dirname(program ?? '')}:${process.env['PATH']}` };
}
