import { ProductStatus } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { StockStore } from './flows/ports.ts';
import { AvailabilityChanges } from './io/availability-changes.ts';
import { aProduct, sized } from './testing/inputs.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

const CALLERS = 30;
const OPERATIONS_EACH = 40;

const inputs = (version: number) =>
  ['a', 'b', 'c'].map((name) =>
    aProduct(`storm-${name}`, {
      title: `Storm ${name} number${'abc'[version % 3]}`,
      ...sized(['S', { sku: `${name}S`, stock: 60 + (version % 3) }], ['M', { sku: `${name}M`, stock: 60 }]),
    }),
  );

/** STORM_SEED=… repeats the choices of a run; how the calls interleave is up to the machine. */
const SEED = Number(process.env['STORM_SEED'] ?? Date.now() % 1_000_000);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Customers, staff, imports and workers on three products, all at once. The seed chooses every operation. */
async function storm(): Promise<unknown[]> {
  const { product, app } = running;
  const { results } = await product.importProducts({ products: inputs(0), dryRun: false });
  const variants = results.flatMap((one) => one.variants.map(({ id }) => id));
  const orders: string[] = [];
  const random = randomFrom(SEED);
  const below = (n: number): number => Math.floor(random() * n);
  const oneOf = <T>(all: readonly T[]): T => all[below(all.length)] as T;
  const recent = (): string => orders[Math.max(0, orders.length - 1 - below(30))] ?? v7();
  const staff = { expectedVersion: undefined, idempotencyKey: '' };
  const operations: [share: number, operation: () => Promise<unknown>][] = [
    [
      45,
      () => {
        const orderId = below(5) > 0 ? v7() : recent();
        orders.push(orderId);
        const items = Array.from({ length: 1 + below(4) }, () => ({
          variantId: oneOf(variants),
          quantity: 1 + below(3),
        }));
        return product.holdStock({ orderId, items, ttlMs: 1_000 });
      },
    ],
    [20, () => product.commitStock({ orderId: recent() })],
    [15, () => product.releaseStock({ orderId: recent(), reason: 'storm' })],
    [5, () => app.get(StockStore).expire(new Date(Date.now() + below(2_000)), 10)],
    [3, () => app.get(AvailabilityChanges).publish()],
    [
      4,
      () =>
        product.setVariantStock({
          ...staff,
          variantId: oneOf(variants),
          change: { $case: 'adjustBy', adjustBy: below(5) - 2 },
        }),
    ],
    [
      2,
      () =>
        product.setVariantStock({
          ...staff,
          variantId: oneOf(variants),
          change: { $case: 'onHand', onHand: 40 + below(40) },
        }),
    ],
    [
      2,
      () =>
        product.setVariantPrices({
          ...staff,
          variantId: oneOf(variants),
          price: { amountMinor: below(900), currency: 'GBP' },
          compareAtPrice: undefined,
          tiers: [],
        }),
    ],
    [
      1,
      () =>
        product.setProductStatus({
          ...staff,
          productId: oneOf(results).productId,
          status: oneOf([ProductStatus.ACTIVE, ProductStatus.ACTIVE, ProductStatus.ARCHIVED]),
        }),
    ],
    [3, () => product.importProducts({ products: inputs(below(9)), dryRun: false })],
  ];
  const drawn = operations.flatMap(([share, operation]) => Array.from({ length: share }, () => operation));
  const failures: unknown[] = [];
  const caller = async (): Promise<void> => {
    for (let i = 0; i < OPERATIONS_EACH; i++)
      await oneOf(drawn)().catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return failures;
}

it('keeps every number right through a storm of operations, and refuses cleanly', async () => {
  const failures = await storm();
  const faults = failures.filter(
    (one) => !(one instanceof DomainError || (one instanceof RetryableError && one.reason === 'aborted')),
  );
  expect({ seed: SEED, faults }).toEqual({ seed: SEED, faults: [] });
  const levels = await running.db.query(sql`
    SELECT s.on_hand AS "onHand", s.held, s.held <= s.on_hand AS "isWithin",
      (SELECT coalesce(sum(quantity), 0)::bigint FROM stock_movements m WHERE m.variant_id = s.variant_id) AS moved,
      (SELECT coalesce(sum(l.quantity), 0)::bigint FROM hold_lines l JOIN holds h USING (order_id)
       WHERE l.variant_id = s.variant_id AND h.state = 'held') AS promised
    FROM stock s`);
  expect(levels).toHaveLength(6);
  for (const level of levels as {
    onHand: number;
    held: number;
    moved: number;
    promised: number;
    isWithin: boolean;
  }[])
    expect({ seed: SEED, ...level }).toMatchObject({
      ...{ seed: SEED, moved: level.onHand, promised: level.held, isWithin: true },
    });
  const miscounted = await running.db.query(sql`
    SELECT word FROM search_words w
    WHERE uses <> (SELECT count(*) FROM product_search p WHERE w.word = ANY (p.words))`);
  expect(miscounted).toEqual([]);
}, 60_000);
