import path from 'node:path';
import { say, step, Stop } from '../console.ts';
import { secretsIn, type Secrets } from '../secrets.ts';
import { givenAddress, local, removeFolder, type Stack } from '../stack.ts';
import { startConsul } from './consul.ts';
import { startMailCatcher, type MailCatcher } from './mail-catcher.ts';
import type { Part } from './part.ts';
import { postgresFolder, startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';

export interface Parts {
  postgres: Part;
  redis: Part;
  consul: Part;
  mail: MailCatcher;
  secrets: Secrets;
}

/** The usual ports of `npm start` if they are free, so that a client set up once keeps working. */
const USUAL_PORTS = { postgres: 15432, redis: 16379, consul: 18500, mail: { smtp: 1025, page: 1080 } };

export async function startParts(stack: Stack): Promise<Parts> {
  const secrets = secretsIn(secretsFile(stack));
  if (secrets.isNew && !givenAddress(stack, 'DATABASE_URL')) removeData(stack);
  const usual: Partial<typeof USUAL_PORTS> = stack.name === 'dev' ? USUAL_PORTS : {};
  const shown = (part: Part): string => `${new URL(part.url).host}, ${part.origin}`;
  const [postgres, redis, consul, mail] = await allOrFaults([
    step('Postgres', () => startPostgres(stack, secrets.postgres, usual.postgres), shown),
    step('Redis', () => startRedis(stack, usual.redis), shown),
    step('Consul', () => startConsul(stack, usual.consul), shown),
    step('Mail', () => startMailCatcher(stack, usual.mail), shown),
  ]);
  return { postgres, redis, consul, mail, secrets };
}

/** Waits for all, so that everything that is missing is reported at once. */
async function allOrFaults<T extends unknown[]>(work: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  const results = await Promise.allSettled(work);
  const faults = results
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => reason as Error);
  if (faults.length > 1) throw new Stop(faults.map(({ message }) => message).join('\n'));
  return Promise.all(work);
}

/** Roles belong to a whole server: on one that is not ours both stacks must agree on their passwords. */
function secretsFile(stack: Stack): string {
  return path.join(givenAddress(stack, 'DATABASE_URL') ? local : stack.folder, 'secrets.json');
}

/** Everything the stack's own parts have stored, and nothing of a part that is not in use. */
export function removeData(stack: Stack): void {
  if (!givenAddress(stack, 'DATABASE_URL')) removeFolder(postgresFolder(stack));
  for (const part of ['redis', 'consul']) removeFolder(path.join(stack.folder, part));
  if (stack.name === 'dev') say('Stored data removed');
}
