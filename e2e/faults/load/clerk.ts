import { setTimeout as after } from 'node:timers/promises';
import type { Answer, Caller } from './caller.ts';
import { type Operation, operationsFor, type Sale } from './staff-operations.ts';
import { insist } from './insist.ts';
import type { Random } from './random.ts';
import type { TestData } from './test-data.ts';

const STATES = ['confirmed', 'confirmed', 'confirmed', 'completed', 'review'];

/** Packs, ships, receives returns and refunds; several run at once and race for the same orders. */
export async function tendOrders(
  caller: Caller,
  random: Random,
  data: TestData,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    const headers = await data.staff();
    const waiting = random.chance(0.7) ? data.awaitingStaff.shift() : undefined;
    if (waiting) await tend(caller, random, { id: waiting, headers });
    const path = `/api/v1/admin/orders?limit=30&state=${random.pick(STATES)}`;
    const page = await caller.call({ what: 'orders', method: 'GET', path, headers });
    const { items } = (page.outcome === 'ok' ? page.body : { items: [] }) as { items: { id: string }[] };
    for (const { id } of random.shuffled(items).slice(0, 2))
      if (!isOver()) await tend(caller, random, { id, headers });
    await after(random.between(20, 200));
  }
  await caller.close();
}

/** A few operations on one order, each chosen by the result of the one before. */
async function tend(
  caller: Caller,
  random: Random,
  { id, headers }: { id: string; headers: Record<string, string> },
): Promise<void> {
  const path = `/api/v1/admin/orders/${id}`;
  let answer = await caller.call({ what: 'order.tend', method: 'GET', path, headers });
  for (let left = random.between(3, 6); left > 0 && answer.outcome === 'ok'; left--) {
    const operations = operationsFor(answer.body as Sale, random);
    if (operations.length === 0) return;
    answer = await perform(caller, random, { operation: random.pick(operations), headers });
  }
}

function perform(
  caller: Caller,
  random: Random,
  { operation: { isKeyed, ...call }, headers }: { operation: Operation; headers: Record<string, string> },
): Promise<Answer> {
  if (!isKeyed) return insist(caller, random, { ...call, headers });
  const key = random.key();
  const keyed = { ...call, headers: { ...headers, 'Idempotency-Key': key }, about: { ...call.about, key } };
  return insist(caller, random, keyed);
}
