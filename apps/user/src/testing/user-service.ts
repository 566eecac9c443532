import type { INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { UserServiceDefinition } from '@tradepost/contracts';
import { CONFIG, connectTransports, PLATFORM } from '@tradepost/nest';
import { clientOf, testPlatform } from '@tradepost/nest/testing';
import type { RpcClient } from '@tradepost/rpc';
import { serviceDatabase } from '@tradepost/testing';
import { Clock } from '../flows/ports.ts';
import { UserDatabase } from '../io/user-database.ts';
import { userConfig } from '../user.config.ts';
import { UserModule } from '../user.module.ts';

export interface TestedUser {
  readonly app: INestApplication;
  readonly db: UserDatabase;
  /** Listens and works in the background, as main.ts does. @returns a client of it */
  listen(): Promise<RpcClient<typeof UserServiceDefinition>>;
  close(): Promise<void>;
}

interface Options {
  readonly env?: Record<string, string>;
  readonly now?: () => Date;
  readonly onStatement?: (text: string) => void;
}

/** The user service with a database of its own. */
export async function testedUser({
  env,
  now = () => new Date(),
  onStatement,
}: Options = {}): Promise<TestedUser> {
  const database = await serviceDatabase(UserDatabase, new URL('../../prisma/migrations', import.meta.url));
  const config = userConfig.parse({
    ...{ NODE_ENV: 'test', HOST: '127.0.0.1', DATABASE_URL: database.url },
    ...env,
  });
  const db = new UserDatabase({ url: database.url, max: 20, ...(onStatement && { onStatement }) });
  const module = await Test.createTestingModule({ imports: [UserModule] })
    .overrideProvider(CONFIG)
    .useValue(config)
    .overrideProvider(PLATFORM)
    .useValue(testPlatform('user', config, { database: db }))
    .overrideProvider(Clock)
    .useValue({ now })
    .compile();
  const app = module.createNestApplication(new FastifyAdapter(), { logger: ['error'] });
  connectTransports(app);
  let closeClient = async (): Promise<void> => {};

  return {
    app,
    db,
    listen: async () => {
      await app.init();
      await app.startAllMicroservices();
      const { client, close } = clientOf(app, UserServiceDefinition);
      closeClient = close;
      return client;
    },
    close: async () => {
      await closeClient();
      await app.close();
      await database.close();
    },
  };
}
