import { serviceDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { Logger } from '@tradepost/observability';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { OrderDatabase } from '../io/order-database.ts';
import { runOrder, type RunningOrder, type RunOptions } from './running-order.ts';
import { fakeServers, type FakeServers } from './fake-servers.ts';

/** Instances that are killed, and a survivor that goes on with what they leave behind. */
export class CrashFixture {
  private own!: TestDatabase<OrderDatabase>;
  private redis!: TestRedis;
  private dead: RunningOrder[] = [];
  services!: FakeServers;
  survivor!: RunningOrder;

  constructor() {
    beforeAll(() => this.open());
    afterAll(() => this.close());
    beforeEach(() => {
      this.services.after = () => {};
      this.services.calls.length = 0;
      this.services.stock.sells = true;
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

  /** An instance that dies after a number of writes, or after the effect of this call and before its answer. */
  async doomed(death: number | string): Promise<RunningOrder> {
    if (typeof death === 'number') return this.another({ diesAfterWrite: death });
    const instance = await this.another();
    this.services.after = (call) => {
      if (call !== death) return;
      this.services.after = () => {};
      instance.die();
      return new Promise(() => {});
    };
    return instance;
  }

  private run(change: Partial<RunOptions> = {}): Promise<RunningOrder> {
    const { own, redis, services } = this;
    const env = { SAGA_LEASE_MS: '400' };
    return runOrder({ databaseUrl: own.url, redisUrl: redis.url, services, env, ...change });
  }

  private async open(): Promise<void> {
    const migrations = new URL('../../prisma/migrations', import.meta.url);
    [this.own, this.redis] = await Promise.all([serviceDatabase(OrderDatabase, migrations), testRedis()]);
    this.services = await fakeServers(new Logger({ service: 'spec', level: 'silent' }));
    this.survivor = await this.run();
    this.survivor.resume();
  }

  private async close(): Promise<void> {
    await this.survivor?.close();
    await this.services?.close();
    await Promise.all([this.own?.close(), this.redis?.close()]);
  }
}
