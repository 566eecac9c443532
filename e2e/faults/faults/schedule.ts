import { Random } from '../load/random.ts';

export const KINDS = ['kill', 'stop', 'pause', 'redis', 'consul', 'postgres', 'restart'] as const;

export interface Fault {
  kind: (typeof KINDS)[number];
  /** An app, a database role, or the part itself. */
  target: string;
  /** After the beginning of the load. */
  atMs: number;
  /** How long a pause lasts. */
  forMs: number;
}

export interface Plan {
  seed: number;
  loadMs: number;
  count: number | undefined;
  only: readonly string[];
  apps: readonly string[];
}

const ROLES = ['product', 'user', 'cart', 'order', 'payment_sandbox'];
const ABOUT_EVERY_MS = 6_000;
const LONG_MS = 90_000;

/** Which fault comes when, all from the seed; every fault comes once before any comes twice. */
export function planFaults({ seed, loadMs, count, only, apps }: Plan): Fault[] {
  const random = Random.of(seed, 'faults');
  const wanted = catalogue(apps).filter(
    ({ kind, target }) => only.length === 0 || only.includes(kind) || only.includes(`${kind}:${target}`),
  );
  const many = count ?? Math.max(1, Math.round(loadMs / ABOUT_EVERY_MS));
  if (wanted.length === 0 || many === 0) return [];
  const order: typeof wanted = [];
  while (order.length < many) order.push(...mixed(random, wanted));
  const slot = loadMs / (many + 1);
  return order.slice(0, many).map((fault, i) => ({
    ...fault,
    atMs: Math.round(slot * (i + 0.5 + random.next())),
    // Now and then longer than a saga's lease: others go on, and the sleeper must change nothing when it wakes.
    forMs:
      loadMs >= LONG_MS && random.chance(0.3) ? random.between(16_000, 20_000) : random.between(500, 4_000),
  }));
}

/** The kinds take turns, so that a short run has something of each. */
function mixed<T extends { kind: string }>(random: Random, faults: readonly T[]): T[] {
  const byKind = random
    .shuffled([...new Set(faults.map(({ kind }) => kind))])
    .map((kind) => random.shuffled(faults.filter((fault) => fault.kind === kind)));
  const turns: T[] = [];
  while (byKind.some((some) => some.length > 0)) for (const some of byKind) turns.push(...some.splice(0, 1));
  return turns;
}

function catalogue(apps: readonly string[]): Pick<Fault, 'kind' | 'target'>[] {
  return [
    ...(['kill', 'stop', 'pause'] as const).flatMap((kind) => apps.map((target) => ({ kind, target }))),
    { kind: 'redis', target: 'Redis' },
    { kind: 'consul', target: 'Consul' },
    { kind: 'restart', target: 'Postgres' },
    ...ROLES.map((target) => ({ kind: 'postgres' as const, target })),
  ];
}
