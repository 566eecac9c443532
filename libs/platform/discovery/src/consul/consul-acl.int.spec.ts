import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { createDiscovery } from '../create.ts';
import { createRegistration } from '../create-registration.ts';
import type { Instance } from '../discovery.ts';
import { consulProgram, PrivateConsul } from '../testing/private-consul.ts';
import { opsTargets } from './ops-targets.ts';

jest.setTimeout(60_000);

const MASTER = '11111111-2222-3333-4444-555555555555';
const program = consulProgram(process.env);
const whereFound = program ? describe : describe.skip;
const patience = { timeout: 20_000, interval: 50 };

whereFound('a Consul that denies what no token allows', () => {
  let consul: PrivateConsul;
  const tokens: Record<'order' | 'reader', string> = { order: '', reader: '' };

  beforeAll(async () => {
    // The names of Consul 1.8; newer ones take them, too.
    const hcl = `acl { enabled = true, default_policy = "deny", tokens { master = "${MASTER}" } }`;
    consul = await PrivateConsul.start(program ?? '', { hcl, token: MASTER });
    const readsAll = 'service_prefix "" { policy = "read" } node_prefix "" { policy = "read" }';
    tokens.order = await token('order', `${readsAll} service "order" { policy = "write" }`);
    tokens.reader = await token('reader', readsAll);
  });
  afterAll(() => consul.kill());

  async function put<T>(path: string, body: object): Promise<T> {
    const headers = { 'X-Consul-Token': MASTER };
    const answer = await fetch(`${consul.consulAddr}/v1/acl/${path}`, {
      ...{ method: 'PUT', headers, body: JSON.stringify(body) },
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as T;
  }

  async function token(name: string, rules: string): Promise<string> {
    await put('policy', { Name: name, Rules: rules });
    return (await put<{ SecretID: string }>('token', { Policies: [{ Name: name }] })).SecretID;
  }

  function register(consulToken: string | undefined) {
    const said: string[] = [];
    const registration = createRegistration({
      ...{ driver: 'consul', consulAddr: consul.consulAddr, consulToken },
      ...{ service: 'order', host: '127.0.0.1', port: 5001, opsPort: 9001 },
      log: (_level, message, facts) => void said.push(`${message}: ${facts?.['reason'] as string}`),
    });
    return { registration, said };
  }

  it('takes a registration with the token of its service, which others find with theirs', async () => {
    const { registration } = register(tokens.order);
    await registration.start();
    expect(registration.isRegistered).toBe(true);
    const discovery = createDiscovery({
      ...{ driver: 'consul', consulAddr: consul.consulAddr, consulToken: tokens.reader, scheme: 'acl' },
    });
    let found: readonly Instance[] = [];
    discovery.watch('order', (instances) => (found = instances));
    await waitFor(() => expect(found).toMatchObject([{ host: '127.0.0.1', port: 5001 }]), patience);
    discovery.close();
    const targets = await opsTargets(consul.consulAddr, tokens.reader);
    expect(targets).toMatchObject([{ targets: ['127.0.0.1:9001'] }]);
    await registration.stop();
  });

  it.each([
    ['no token', () => undefined, 'set CONSUL_HTTP_TOKEN to a token that may write service:order'],
    ['a token that may only read', () => tokens.reader, 'may not write service:order'],
    ['a token that it does not know', () => crypto.randomUUID(), 'may not write service:order'],
  ])('refuses %s, and the message says what is missing', async (_, tokenOf, reason) => {
    const { registration, said } = register(tokenOf());
    await registration.start();
    expect(registration.isRegistered).toBe(false);
    expect(said).toEqual([expect.stringContaining(reason)]);
    await registration.stop();
  });

  it('gives the services to no one without a token', async () => {
    expect(await opsTargets(consul.consulAddr).catch(() => [])).toEqual([]);
  });
});
