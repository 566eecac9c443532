import { addressOf, DATABASE, owners, throughSocket } from '../db/databases.ts';
import { migrateAll } from '../db/migrate.ts';
import { dropDatabase, provision } from '../db/provision.ts';
import { buildAll } from './builds.ts';
import { step, Stop } from './console.ts';
import { untilDiscoverable } from './discoverable.ts';
import { planInstances, portVariables, staticAddresses, type Instance } from './instances.ts';
import { removeData, startParts } from './parts/start-parts.ts';
import { type RunningInstance, startServices, stopServices } from './running-services.ts';
import { type Account, seedAll } from './seeds.ts';
import { environmentOf, type StackAddresses } from './services.ts';
import type { Stack } from './stack.ts';
import { type StackFile, writeStackFile } from './stack-file.ts';

export interface ShopOptions {
  gatewayPort: number;
  instances: Record<string, number>;
  reset: boolean;
  /** Added to the environment of every service. */
  env?: Record<string, string>;
  /** Added to that of each app. */
  envOf?: ReadonlyMap<string, Record<string, string>>;
}

export interface Shop {
  baseUrl: string;
  accounts: Account[];
  file: StackFile;
  /** Stops the services; the servers stay. */
  close(): Promise<void>;
}

/** Servers, builds, data and services of one stack, in order of dependency. */
export async function openShop(stack: Stack, options: ShopOptions): Promise<Shop> {
  const servers = await prepareServers(stack, options.reset);
  return openServices(stack, options, servers);
}

export type PreparedServers = Omit<
  StackAddresses,
  'staticAddresses' | 'sandboxUrl' | 'storefrontUrl' | 'baseUrl'
> & {
  /** The administrator's address of the server, and of the shop's database on it. */
  serverUrl: string;
  adminUrl: string;
  /** By role. */
  passwords: Record<string, string>;
};

/** Running servers with database, roles and schemas: what integration specs need. */
export async function prepareServers(stack: Stack, reset: boolean): Promise<PreparedServers> {
  if (reset) removeData(stack);
  const database = stack.name === 'dev' ? DATABASE : `${DATABASE}_${stack.name.replaceAll('-', '_')}`;
  const [parts] = await Promise.all([startParts(stack), buildAll(stack)]);
  const passwords = parts.secrets.roles;
  const adminUrl = parts.postgres.url;
  await step(
    'Database',
    async () => {
      if (reset && !parts.postgres.child) await dropDatabase(adminUrl, database);
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

export async function openServices(
  stack: Stack,
  options: ShopOptions,
  servers: PreparedServers,
): Promise<Shop> {
  const plan = await planInstances(options.instances, options.gatewayPort);
  if (plan.length === 0) throw new Stop('There is no service to start below apps/ yet.');
  const portOf = (app: string) => plan.find(({ service }) => service.app === app)?.port ?? 0;
  const addresses: StackAddresses = {
    ...servers,
    staticAddresses: staticAddresses(plan),
    sandboxUrl: `http://127.0.0.1:${portOf('payment-sandbox')}`,
    storefrontUrl: `http://127.0.0.1:${portOf('storefront')}`,
    baseUrl: `http://localhost:${options.gatewayPort}`,
  };
  const accounts = await seedAll(stack, plan, (instance) => environment(instance, addresses, options));
  let running: RunningInstance[] = [];
  const record = (): StackFile => writeStackFile(stack, { servers, addresses, instances: running, accounts });
  await step(`Services ${plan.map(({ name }) => name).join(', ')}`, async () => {
    running = await startServices(stack, plan, {
      environment: (instance) => environment(instance, addresses, options),
      // One that is restarted while others still start is recorded with them.
      onBack: () => void (running.length > 0 && record()),
      showsWarnings: stack.name === 'dev',
    });
    await untilDiscoverable(servers.consulUrl, plan);
  });
  return { baseUrl: addresses.baseUrl, accounts, file: record(), close: () => stopServices(running) };
}

function environment(
  instance: Instance,
  addresses: StackAddresses,
  options: ShopOptions,
): Record<string, string> {
  const { env, envOf } = options;
  const own = envOf?.get(instance.service.app);
  return { ...environmentOf(instance.service, addresses), ...env, ...own, ...portVariables(instance) };
}
