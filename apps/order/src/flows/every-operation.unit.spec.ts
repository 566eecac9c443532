import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { operations } from '../testing/order-operations.ts';
import { OrderWorld, type Start } from '../testing/order-world.ts';

/** Why an operation may be refused; anything else that is thrown is a bug. */
const REFUSALS = new Set([
  'order.not_cancellable',
  'order.cancel_whole',
  'cancellation.exceeds_open',
  'cancellation.refund_running',
  'line.not_found',
  'request.invalid',
  'fulfilment.not_possible',
  'fulfilment.not_found',
  'fulfilment.not_paid',
  'fulfilment.refunded',
  'fulfilment.exceeds_ordered',
  'fulfilment.mixed',
  'handover.illegal_transition',
  'parcel.illegal_transition',
  'refund.not_possible',
  'refund.not_found',
  'refund.exceeds_captured',
  'refund.illegal_transition',
  'return.exceeds_shipped',
  'return.not_found',
  'return.illegal_transition',
  'payment.not_waiting',
  'payment.already_confirmed',
  'payment.action_pending',
  'payment.abandoned',
  'payment.not_completed',
  'payment.declined',
  'order.timeout',
]);

const STARTS: readonly Start[] = [
  'paid',
  'free',
  'mixed',
  'capturing',
  'challenged',
  'capture refused',
  'without prices',
  'declined',
];
const ALL = [...operations.keys()];

const run = (world: OrderWorld, name: string): Promise<string> =>
  world.run((current) => operations.get(name)?.(current));

/** The world after these operations. */
async function after(start: Start, path: readonly string[]): Promise<OrderWorld> {
  const world = await OrderWorld.begin(start);
  for (const operation of path) await run(world, operation);
  return world;
}

async function tried(world: OrderWorld, operation: string): Promise<string[]> {
  const outcome = await run(world, operation);
  const refused = outcome === 'done' || REFUSALS.has(outcome) ? [] : [`refused with ${outcome}`];
  return [...refused, ...(await world.faults())];
}

/**
 * Tries every operation in every situation that the leading ones lead to. What changes nothing needs no new world for the
 * next operation.
 */
async function explore(start: Start, leading: readonly string[], depth: number) {
  const seen = new Set<string>();
  const faults: string[] = [];
  let paths: string[][] = [[]];
  let pairs = 0;
  for (let step = 0; step <= depth && paths.length > 0; step++) {
    const next: string[][] = [];
    for (const path of paths) {
      let world = await after(start, path);
      const before = world.situation();
      seen.add(before);
      for (const operation of ALL) {
        const found = await tried(world, operation);
        pairs++;
        if (found.length > 0) faults.push(`${[...path, operation].join(', ')}: ${found.join('; ')}`);
        const now = world.situation();
        if (now === before) continue;
        await world.close();
        world = await after(start, path);
        if (seen.has(now) || !leading.includes(operation)) continue;
        seen.add(now);
        next.push([...path, operation]);
      }
      await world.close();
    }
    paths = next;
  }
  return { situations: seen.size, pairs, faults };
}

const noFaults = (faults: readonly string[]) => expect(faults.slice(0, 10)).toEqual([]);

test.each(STARTS)('every operation, and every one after it, on an order that begins as %s', async (start) => {
  const { faults, situations, pairs } = await explore(start, ALL, 1);
  noFaults(faults);
  expect(situations).toBeGreaterThan(start === 'declined' ? 0 : 2);
  expect(pairs).toBeGreaterThanOrEqual(ALL.length);
});

/** What leads to situations of their own after a sale. */
const SCENES: readonly (readonly [Start, ...string[]])[] = [
  [
    'mixed',
    ...[
      'a parcel of the other line planned',
      'parcel 0 delivered',
      'refund of all requested',
      'refund 0 approved',
    ],
    ...['a parcel of a mug planned', 'parcel 1 packed', 'the rest cancelled'],
  ],
  [
    'paid',
    ...['a parcel of a mug planned', 'parcel 0 packed', 'parcel 0 shipped', 'parcel 0 delivered'],
    ...['the rest cancelled', 'refund of all requested', 'refund 0 approved', 'cancelled by staff'],
  ],
  ['paid', 'refund of a part requested', 'refund 0 approved', 'a mug cancelled'],
  [
    'paid',
    ...['a parcel of a mug planned', 'parcel 0 packed', 'refund of all requested', 'the rest cancelled'],
    ...['refund 0 rejected', 'refund of a part requested'],
  ],
  [
    'paid',
    'a parcel of the rest planned',
    'parcel 0 packed',
    'parcel 0 cancelled',
    'a mug cancelled',
    'cancelled by staff',
  ],
];

test.each(SCENES)(
  'every operation on an order that begins as %s, after %s, %s …',
  async (start, ...leading) => {
    const { faults, situations } = await explore(start, leading, 4);
    noFaults(faults);
    expect(situations).toBeGreaterThan(20);
  },
  60_000,
);

test('any sequence of operations', async () => {
  const walks = fc.array(fc.constantFrom(...ALL), { minLength: 5, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...STARTS), walks, async (start, walk) => {
      const world = await OrderWorld.begin(start);
      try {
        for (const operation of walk) noFaults(await tried(world, operation));
      } finally {
        await world.close();
      }
    }),
    { numRuns: 150 },
  );
}, 60_000);
