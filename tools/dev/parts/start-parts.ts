import path from 'node:path';
import { say, step } from '../console.ts';
import { secretsIn, type Secrets } from '../secrets.ts';
import { local, removeFolder, type Stack } from '../stack.ts';
import { startConsul } from './consul.ts';
import type { Part } from './part.ts';
import { postgresFolder, startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';

export interface Parts {
  postgres: Part;
  redis: Part;
  consul: Part;
  secrets: Secrets;
}

/** Where `npm start` has them when nobody else does, so that a client set up once keeps working. */
const USUAL_PORTS = { postgres: 15432, redis: 16379, consul: 18500 };

export async function startParts(stack: Stack): Promise<Parts> {
  const secrets = secretsIn(secretsFile(stack));
  if (secrets.isNew) removeData(stack);
  const usual: Partial<typeof USUAL_PORTS> = stack.name === 'dev' ? USUAL_PORTS : {};
  const shown = (part: Part): string => `${new URL(part.url).host}, ${part.origin}`;
  const [postgres, redis, consul] = await Promise.all([
    step('Postgres', () => startPostgres(stack, secrets.postgres, usual.postgres), shown),
    step('Redis', () => startRedis(stack, usual.redis), shown),
    step('Consul', () => startConsul(stack, usual.consul), shown),
  ]);
  return { postgres, redis, consul, secrets };
}

/** Roles belong to a whole server: on one that is not ours both stacks must agree on their passwords. */
function secretsFile(stack: Stack): string {
  return path.join(process.env['DATABASE_URL'] ? local : stack.folder, 'secrets.json');
}

/** Everything the stack's own parts have stored. */
export function removeData(stack: Stack): void {
  removeFolder(postgresFolder(stack));
  for (const part of ['redis', 'consul']) removeFolder(path.join(stack.folder, part));
  if (stack.name === 'dev') say('Stored data removed');
}
