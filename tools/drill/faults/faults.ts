import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { signal as send } from '../../dev/processes/pid-file.ts';
import type { StackFile } from '../../dev/stack-file.ts';
import type { Stack } from '../../dev/stack.ts';
import type { Link } from './link.ts';
import type { ProviderLink } from './provider-link.ts';

export interface Links {
  postgres: Link;
  redis: Link;
  consul: Link;
  smtp: Link;
  provider: ProviderLink;
}

/** What a drill may break, and how an operator mends it; only processes and data of the drill's own stack. */
export class Faults {
  readonly links: Links;
  private readonly stack: Stack;
  private readonly file: StackFile;
  private locks: pg.Client | undefined;

  constructor(stack: Stack, file: StackFile, links: Links) {
    this.stack = stack;
    this.file = file;
    this.links = links;
  }

  /** Kills a service each time it is back, until the signal. */
  async keepKilling(name: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pid = this.pidOf(name);
      if (pid) send(pid, 'SIGKILL');
      await after(100);
    }
  }

  /** Kills a service that often, each time when it is ready again. */
  async crash(name: string, times: number): Promise<void> {
    const { opsUrl } = this.file.services.find((one) => one.name === name) ?? {};
    for (let count = 0; count < times; count++) {
      await until(() => fetch(`${opsUrl}/health/ready`).then(({ ok }) => ok));
      // Scraped in between, so that each start is seen.
      await after(2_500);
      const pid = this.pidOf(name);
      if (pid) send(pid, 'SIGKILL');
      await until(() => Promise.resolve(this.pidOf(name) !== pid));
    }
  }

  /** Stops a service in an orderly way; its supervisor starts it again. */
  restart(name: string): void {
    const pid = this.pidOf(name);
    if (pid) send(pid, 'SIGTERM');
  }

  sql(text: string, values: unknown[] = []): Promise<pg.QueryResult<Record<string, unknown>>> {
    return this.withDatabase((client) => client.query(text, values));
  }

  /** Holds a lock that nothing of the shop expects, until `unlock`. */
  async lock(table: string): Promise<void> {
    this.locks = await connected(this.file.databaseAdminUrl);
    await this.locks.query('BEGIN');
    await this.locks.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  }

  async unlock(): Promise<void> {
    await this.locks?.end();
    this.locks = undefined;
  }

  /** Puts a certificate of `tools/drill/certificates` where the services look for theirs. */
  certificate(name: 'lasting' | 'ending'): void {
    placeCertificate(this.stack, name);
  }

  /** A dead letter as a consumer leaves it after its last attempt, of a type that the cart service ignores. */
  async plantDeadLetter(): Promise<void> {
    const redis = new Redis(this.file.redisUrl);
    const type = 'shop.order.v1.OrderAdmired';
    const fields = {
      ...{ id: randomUUID(), specversion: '1.0', type, source: 'order', subject: randomUUID() },
      ...{ aggregatetype: 'order', time: new Date().toISOString(), dataschema: `${type}/1` },
      ...{ datacontenttype: 'application/protobuf', data: 'x', deadreason: 'planted by a drill' },
      ...{ deadattempts: '8', deadstream: 'events:order', deadentry: '1-0' },
    };
    await redis.sadd('events:dead-groups', 'cart');
    await redis.xadd('events:cart:dead', '*', ...Object.entries(fields).flat());
    await redis.quit();
  }

  /** A call of staff, as the admin pages make it. */
  async staff(method: string, where: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.file.baseUrl}/api/v1/admin/${where}`, {
      method,
      headers: { authorization: `Bearer ${await this.signIn()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : await answer.json();
  }

  /** Purchases of one item, concurrently; what becomes of them is the drill's matter. */
  async buy(count: number, token = 'tok_ok'): Promise<{ status: number; body: unknown }[]> {
    const { rows } = await this.sql(
      `SELECT variant_id AS id FROM product.stock WHERE available > 50 ORDER BY 1 LIMIT 1`,
    );
    const body = JSON.stringify({
      lines: [{ variantId: rows[0]?.['id'], quantity: 1 }],
      email: 'drill@example.com',
      shippingAddress: {
        ...{ name: 'Ada Lovelace', line1: '12 St James Square', city: 'London' },
        ...{ postalCode: 'SW1Y 4JH', country: 'GB' },
      },
      payment: { provider: 'sandbox', token },
    });
    const headers = { 'content-type': 'application/json' };
    return Promise.all(
      Array.from({ length: count }, async () => {
        const answer = await fetch(`${this.file.baseUrl}/api/v1/orders`, {
          ...{ method: 'POST', body, headers: { ...headers, 'idempotency-key': randomUUID() } },
        });
        return { status: answer.status, body: await answer.json() };
      }),
    );
  }

  /** Reads one path many times at once, until the signal. */
  async flood(where: string, callers: number, signal: AbortSignal): Promise<void> {
    const call = async (): Promise<void> => {
      while (!signal.aborted)
        await fetch(`${this.file.baseUrl}${where}`, { signal })
          .then((answer) => answer.arrayBuffer())
          .catch(() => after(50));
    };
    await Promise.all(Array.from({ length: callers }, call));
  }

  /** Tries passwords for addresses that may have an account, until the signal. */
  async guessPasswords(callers: number, signal: AbortSignal): Promise<void> {
    const call = async (): Promise<void> => {
      while (!signal.aborted) {
        const body = JSON.stringify({
          email: `guessed-${randomUUID()}@example.com`,
          password: 'guessed-password',
        });
        const headers = { 'content-type': 'application/json' };
        await fetch(`${this.file.baseUrl}/api/v1/auth/login`, { method: 'POST', headers, body, signal })
          .then((answer) => answer.arrayBuffer())
          .catch(() => after(50));
      }
    };
    await Promise.all(Array.from({ length: callers }, call));
  }

  private async signIn(): Promise<string> {
    const { email, password } = this.file.accounts.find(({ role }) => role === 'admin') ?? {};
    const answer = await fetch(`${this.file.baseUrl}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    return ((await answer.json()) as { accessToken: string }).accessToken;
  }

  private async withDatabase<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = await connected(this.file.databaseAdminUrl);
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** A restarted process has another number. */
  private pidOf(name: string): number | undefined {
    try {
      const text = readFileSync(path.join(this.stack.folder, 'pids.json'), 'utf8');
      return (JSON.parse(text) as { name: string; pid: number }[]).find((one) => one.name === name)?.pid;
    } catch {
      return undefined; // being written
    }
  }
}

export const certificateOf = (stack: Stack): string => path.join(stack.folder, 'certificate.pem');

export function placeCertificate(stack: Stack, name: 'lasting' | 'ending'): void {
  copyFileSync(path.join(import.meta.dirname, `../certificates/${name}.pem`), certificateOf(stack));
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: 'drill' });
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await after(100);
}
