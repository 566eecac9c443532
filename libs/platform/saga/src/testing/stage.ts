import { randomUUID } from 'node:crypto';
import { sql } from '@tradepost/database';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { expect } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { PostgresSagaStore } from '../postgres-saga-store.ts';
import type { NewSaga, Running } from '../saga.ts';
import { sagaSql } from '../saga-write.ts';
import { SagaRunner, type SagaRunnerOptions } from '../saga-runner.ts';
import { type Bag, World } from './world.ts';

interface Row {
  status: string;
  step: number;
  attempts: number;
  log: { step: string; what: string }[];
  state: Bag;
}

/** A database with sagas and orders, and the processes that run them. */
export class Stage {
  readonly own: TestDatabase;
  /** The SQL texts executed so far; a spec may clear the list. */
  readonly statements: string[];
  world: World;
  /** Of this test's sagas. */
  name = '';
  private readonly runners: SagaRunner[] = [];

  private constructor(own: TestDatabase, statements: string[]) {
    this.own = own;
    this.statements = statements;
    this.world = new World(own.db);
  }

  static async open(): Promise<Stage> {
    const statements: string[] = [];
    const onStatement = (text: string): void => void statements.push(text);
    const own = await testDatabase(new URL('../../sql/saga.sql', import.meta.url), { onStatement });
    await own.db.execute(
      sql`CREATE TABLE orders (id uuid PRIMARY KEY, state text, changes int NOT NULL DEFAULT 0)`,
    );
    return new Stage(own, statements);
  }

  /** Before each test. Each test has its own saga name, so rows left by one do not affect another. */
  clear(): void {
    this.world = new World(this.own.db);
    this.name = `saga-${randomUUID()}`;
  }

  /** After each test. */
  async stopAll(): Promise<void> {
    await Promise.all(this.runners.splice(0).map((runner) => runner.stop()));
  }

  /** Another replica, started by default. */
  replica(over: Partial<SagaRunnerOptions> = {}, isStarted = true): SagaRunner {
    const runner = this.runner(over);
    runner.register(this.world.saga(this.name));
    if (isStarted) runner.start();
    this.runners.push(runner);
    return runner;
  }

  /** Inserts an order and its saga in one statement, without running it. */
  async insert(runner: SagaRunner): Promise<NewSaga<Bag>> {
    const id = randomUUID();
    const saga = runner.begin(this.world.saga(this.name), { id, state: { id, seen: [] } });
    await this.own.db.execute(sql`
      WITH o AS (INSERT INTO orders (id, state) VALUES (${id}, 'pending') RETURNING id)
      ${sagaSql(saga.insert(), sql`FROM o`)}`);
    return saga;
  }

  /** A process with only this saga that a test can let die: it renews no lease and resumes nothing. */
  async begin(over: Partial<SagaRunnerOptions> = {}): Promise<{ id: string; running: Running<Bag> }> {
    const saga = await this.insert(this.runner(over));
    return { id: saga.id, running: saga.run() };
  }

  row(id: string): Promise<Row> {
    return this.own.db.one<Row>(sql`SELECT * FROM sagas WHERE id = ${id}`);
  }

  async toBe(id: string, status: string): Promise<void> {
    const check = async (): Promise<void> => expect((await this.row(id)).status).toBe(status);
    await waitFor(check, { timeout: 10_000, interval: 20 });
  }

  async expectBought(id: string): Promise<void> {
    await this.toBe(id, 'done');
    expect(this.world.there(id)).toEqual(['freeze', 'hold', 'authorise', 'capture']);
    expect(await this.order(id)).toEqual({ state: 'confirmed', changes: 1 });
  }

  async expectUndone(id: string, state: string): Promise<void> {
    await this.toBe(id, 'undone');
    expect(this.world.there(id)).toEqual([]);
    expect(await this.order(id)).toEqual({ state, changes: 1 });
  }

  order(id: string): Promise<{ state: string; changes: number }> {
    return this.own.db.one(sql`SELECT state, changes FROM orders WHERE id = ${id}`);
  }

  private runner(over: Partial<SagaRunnerOptions>): SagaRunner {
    const quiet = { info: () => {}, warn: () => {}, error: () => {} };
    return new SagaRunner({
      ...{
        store: new PostgresSagaStore(this.own.db),
        log: quiet,
        leaseMs: 400,
        pollMs: 20,
        maxAttempts: 4,
        drainMs: 50,
      },
      backoff: { firstMs: 2, inProcessMs: 30, maxMs: 50 },
      ...over,
    });
  }
}
