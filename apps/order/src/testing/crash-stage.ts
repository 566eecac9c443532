import { testDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { Logger } from '@tradepost/observability';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { runOrder, type RunningOrder, type RunOptions } from './running-order.ts';
import { wireNeighbours, type WireNeighbours } from './wire-neighbours.ts';

/** Where instances die: the survivor goes on with what they leave behind. */
export class CrashStage {
  private own!: TestDatabase;
  private redis!: TestRedis;
  private dead: RunningOrder[] = [];
  neighbours!: WireNeighbours;
  survivor!: RunningOrder;

  constructor() {
    beforeAll(() => this.open());
    afterAll(() => this.close());
    beforeEach(() => {
      this.neighbours.after = () => {};
      this.neighbours.calls.length = 0;
    });
    afterEach(async () => {
      for (const instance of this.dead.splice(0)) await instance.close();
    });
  }

  get db() {
    return this.own.db;
  }

  /** Another instance, which is closed after the test. */
  async another(change: Partial<RunOptions> = {}): Promise<RunningOrder> {
    const instance = await this.run(change);
    this.dead.push(instance);
    return instance;
  }

  /** An instance that dies after so many writes, or once a neighbour has had its effect and before it answers. */
  async doomed(death: number | string): Promise<RunningOrder> {
    if (typeof death === 'number') return this.another({ diesAfterWrite: death });
    const instance = await this.another();
    this.neighbours.after = (call) => {
      if (call !== death) return;
      this.neighbours.after = () => {};
      instance.die();
      return new Promise(() => {});
    };
    return instance;
  }

  private run(change: Partial<RunOptions> = {}): Promise<RunningOrder> {
    const { own, redis, neighbours } = this;
    const env = { SAGA_LEASE_MS: '400' };
    return runOrder({ databaseUrl: own.url, redisUrl: redis.url, neighbours, env, ...change });
  }

  private async open(): Promise<void> {
    const migrations = new URL('../../prisma/migrations', import.meta.url);
    [this.own, this.redis] = await Promise.all([testDatabase(migrations), testRedis()]);
    this.neighbours = await wireNeighbours(new Logger({ service: 'spec', level: 'silent' }));
    this.survivor = await this.run();
    this.survivor.resume();
  }

  private async close(): Promise<void> {
    await this.survivor?.close();
    await this.neighbours?.close();
    await Promise.all([this.own?.close(), this.redis?.close()]);
  }
}
