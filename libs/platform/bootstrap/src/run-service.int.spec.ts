import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createDiscovery } from '@tradepost/discovery';
import { Metrics } from '@tradepost/observability';
import { RpcClients } from '@tradepost/rpc';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { questions } from './testing/questions.ts';

// A process starts in a second, or in many where the machine is busy.
jest.setTimeout(60_000);

const program = fileURLToPath(new URL('testing/small-service.ts', import.meta.url));
const until = (check: () => unknown) => waitFor(check, { timeout: 30_000, interval: 20 });

type Service = { child: ChildProcess; output: () => string; grpcPort: number; opsPort: number };
const running: ChildProcess[] = [];
afterEach(() => running.splice(0).forEach((child) => child.kill('SIGKILL')));

function launch(env: Record<string, string>): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], DISCOVERY: 'static', HOST: '127.0.0.1', LEAVE_DELAY_MS: '300', ...env },
  });
  running.push(child);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text };
}

async function start(env: Record<string, string> = {}): Promise<Service> {
  const { child, output } = launch(env);
  await until(() => expect(output()).toContain('"msg":"ready"'));
  const line =
    output()
      .split('\n')
      .find((one) => one.includes('"msg":"ready"')) ?? '{}';
  return { child, output, ...(JSON.parse(line) as { grpcPort: number; opsPort: number }) };
}

async function ask({ grpcPort }: Service, text: string, waitMs: number): Promise<string> {
  const discovery = createDiscovery({
    driver: 'static',
    staticList: `small=127.0.0.1:${grpcPort}`,
    scheme: `boot-${grpcPort}-${text}`,
  });
  const clients = new RpcClients({ discovery, metrics: new Metrics('spec'), caller: 'spec' });
  try {
    return (await clients.get(questions, 'small').ask({ text, waitMs }, { timeoutMs: 10_000 })).text;
  } finally {
    clients.close();
    discovery.close();
  }
}

const readiness = async ({ opsPort }: Service) =>
  (await fetch(`http://127.0.0.1:${opsPort}/health/ready`)).status;

describe('a service', () => {
  it('listens, is ready and answers', async () => {
    const service = await start();
    expect(await readiness(service)).toBe(200);
    expect(await ask(service, 'hello', 0)).toBe('answer to hello');
  });

  it('lets running work end after SIGTERM, then goes with code 0', async () => {
    const service = await start();
    const slow = ask(service, 'slow', 1_000);
    await until(() => expect(service.output()).toContain('asked slow'));
    const exited = once(service.child, 'exit');
    service.child.kill('SIGTERM');
    await until(async () => expect(await readiness(service)).toBe(503));
    expect(await slow).toBe('answer to slow');
    expect(await exited).toEqual([0, null]);
    expect(service.output()).toMatch(/"leaving"[^]*worker stopped[^]*"gone"/);
  });

  it('takes new work until its neighbours have had time to hear of its leaving', async () => {
    const service = await start({ LEAVE_DELAY_MS: '2000' });
    service.child.kill('SIGTERM');
    await until(() => expect(service.output()).toContain('"leaving"'));
    expect(await ask(service, 'late', 0)).toBe('answer to late');
  });

  it('does not wait for ever: work that does not end is cut off', async () => {
    const service = await start({ DRAIN_TIMEOUT_MS: '200' });
    const endless = ask(service, 'endless', 9_000);
    endless.catch(() => {});
    await until(() => expect(service.output()).toContain('asked endless'));
    const exited = once(service.child, 'exit');
    service.child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    await expect(endless).rejects.toThrow();
  });

  it('is not hurried by a second SIGINT, which npm sends', async () => {
    const service = await start();
    const slow = ask(service, 'slow', 800);
    await until(() => expect(service.output()).toContain('asked slow'));
    service.child.kill('SIGINT');
    await until(() => expect(service.output()).toContain('"leaving"'));
    service.child.kill('SIGINT');
    expect(await slow).toBe('answer to slow');
  });

  it('names every fault of its configuration and does not start', async () => {
    const { child, output } = launch({ GRPC_PORT: '99999', LOG_LEVEL: 'loud' });
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(output()).toMatch(
      /2 faults:\n {2}LOG_LEVEL must be one of[^\n]*\n {2}GRPC_PORT must be a whole number/,
    );
  });
});
