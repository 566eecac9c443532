import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterEach, expect, it } from '@jest/globals';
import { databaseSettings, defineConfig, serviceSettings } from '@tradepost/config';
import { Database } from '@tradepost/database';
import { testPlatform } from '../testing/test-platform.ts';
import { PlatformModule } from './platform.module.ts';
import { CONFIG, PLATFORM } from './tokens.ts';

const spec = defineConfig({ ...serviceSettings, ...databaseSettings });
const config = spec.parse({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere', HOST: '127.0.0.1' });

let events: string[] = [];
afterEach(() => void (events = []));

class WatchedDatabase extends Database {
  override async close(): Promise<void> {
    events.push('pool closed');
    await super.close();
  }
}

@Injectable()
class Worker implements OnApplicationShutdown {
  async onApplicationShutdown(): Promise<void> {
    await new Promise((done) => setImmediate(done));
    events.push('worker stopped');
  }
}

@Module({})
class Workers {
  static readonly forRoot = () => ({ module: Workers, global: true, providers: [Worker] });
}

const platform = () => PlatformModule.forRoot({ name: 'spec', config: spec });

async function application(first: 'platform' | 'workers') {
  const imports = first === 'platform' ? [platform(), Workers.forRoot()] : [Workers.forRoot(), platform()];
  const database = new WatchedDatabase({ url: config.DATABASE_URL });
  const module = await Test.createTestingModule({ imports })
    .overrideProvider(CONFIG)
    .useValue(config)
    .overrideProvider(PLATFORM)
    .useValue(testPlatform('spec', config, { database }))
    .compile();
  return module.createNestApplication(new FastifyAdapter(), { logger: false });
}

it('closes its pool after the workers of every other module have stopped', async () => {
  const app = await application('platform');
  await app.init();
  await app.close();
  expect(events).toEqual(['worker stopped', 'pool closed']);
});

it('refuses a global module that would stop after it', async () => {
  const app = await application('workers');
  await expect(app.init()).rejects.toThrow('Workers is global and imported before PlatformModule');
  await app.close();
  // Why it is refused.
  expect(events).toEqual(['pool closed', 'worker stopped']);
});
