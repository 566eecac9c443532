import { addressOf, DATABASE, owners, throughSocket } from '../db/databases.ts';
import { migrateAll } from '../db/migrate.ts';
import { dropDatabase, provision } from '../db/provision.ts';
import { buildAll } from './builds.ts';
import { step, Stop } from './console.ts';
import { untilDiscoverable } from './discoverable.ts';
import { planInstances, portVariables, staticAddresses, type Instance } from './instances.ts';
import { removeData, startParts } from './parts/start-parts.ts';
import { keepServices } from './running-services.ts';
import { type Account, seedAll } from './seeds.ts';
import { environmentOf, type Surroundings } from './services.ts';
import type { Stack } from './stack.ts';
import { type StackFile, writeStackFile } from './stack-file.ts';

export interface Wishes {
  gatewayPort: number;
  instances: Record<string, number>;
  reset: boolean;
  /** Added to the environment of every service. */
  env?: Record<string, string>;
}

export interface Shop {
  baseUrl: string;
  accounts: Account[];
  file: StackFile;
}

/** Parts, data, builds and services of one stack, in the order in which each needs the ones before. */
export async function openShop(stack: Stack, wishes: Wishes): Promise<Shop> {
  const ground = await openGround(stack, wishes.reset);
  return openServices(stack, wishes, ground);
}

export type Ground = Omit<Surroundings, 'staticAddresses' | 'sandboxUrl' | 'storefrontUrl' | 'baseUrl'> & {
  /** The administrator's address of the server, and of the shop's database on it. */
  serverUrl: string;
  adminUrl: string;
  /** By role. */
  passwords: Record<string, string>;
};

/** The parts, with database, roles and schemas made: what a service's own tests need. */
export async function openGround(stack: Stack, reset: boolean): Promise<Ground> {
  if (reset) removeData(stack);
  const database = stack.name === 'dev' ? DATABASE : `${DATABASE}_${stack.name}`;
  const [parts] = await Promise.all([startParts(stack), buildAll(stack)]);
  const passwords = parts.secrets.roles;
  const adminUrl = parts.postgres.url;
  await step(
    'Database',
    async () => {
      if (reset && !parts.postgres.keeper) await dropDatabase(adminUrl, database);
      await provision({ adminUrl, database, passwords });
      return migrateAll({ url: adminUrl, database, passwords });
    },
    (applied) => (applied.length > 0 ? `migrated ${applied.length} files` : 'nothing to migrate'),
  );
  const databaseUrls = Object.fromEntries(
    owners.map(({ role }) => [
      role,
      throughSocket(
        addressOf(adminUrl, database, { role, password: passwords[role] ?? '' }),
        parts.postgres.socketFolder,
      ),
    ]),
  );
  return {
    stack: stack.name,
    serverUrl: adminUrl,
    passwords,
    adminUrl: addressOf(adminUrl, database),
    databaseUrls,
    redisUrl: parts.redis.url,
    consulUrl: parts.consul.url,
    smtpUrl: parts.mail.url,
    mailPage: parts.mail.page,
  };
}

export async function openServices(stack: Stack, wishes: Wishes, ground: Ground): Promise<Shop> {
  const plan = await planInstances(wishes.instances, wishes.gatewayPort);
  if (plan.length === 0) throw new Stop('There is no service to start below apps/ yet.');
  const portOf = (app: string) => plan.find(({ service }) => service.app === app)?.port ?? 0;
  const around: Surroundings = {
    ...ground,
    staticAddresses: staticAddresses(plan),
    sandboxUrl: `http://127.0.0.1:${portOf('payment-sandbox')}`,
    storefrontUrl: `http://127.0.0.1:${portOf('storefront')}`,
    baseUrl: `http://localhost:${wishes.gatewayPort}`,
  };
  const accounts = await seedAll(stack, plan, (instance) => environment(instance, around, wishes));
  const keepers = await step(`Services ${plan.map(({ name }) => name).join(', ')}`, async () => {
    const kept = await keepServices(stack, plan, {
      environment: (instance) => environment(instance, around, wishes),
      onBack: () => record(),
      showsWarnings: stack.name === 'dev',
    });
    await untilDiscoverable(ground.consulUrl, plan);
    return kept;
  });
  return { baseUrl: around.baseUrl, accounts, file: record() };

  function record(): StackFile {
    return writeStackFile(stack, { ground, around, instances: keepers, accounts });
  }
}

function environment(instance: Instance, around: Surroundings, wishes: Wishes): Record<string, string> {
  return { ...environmentOf(instance.service, around), ...wishes.env, ...portVariables(instance) };
}
