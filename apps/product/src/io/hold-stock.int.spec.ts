import { sql } from '@tradepost/database';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HoldState, holdMachine, isStanding } from '../domain/hold.ts';
import { MAIN_LOCATION, quantityPerVariant, type Shortage, type StockItem } from '../domain/stock.ts';
import { LATER, NOW, StockFixture } from '../testing/stock-fixture.ts';
import { aLocation } from '../testing/stock-rows.ts';
import { holdStock } from './hold-stock.sql.ts';

/** One location's stock of one variant, as it is set up: `available` is what can be held, null any quantity. */
interface Pile {
  readonly onHand: number;
  readonly isTracked: boolean;
  readonly backorderLimit: number | null;
  readonly isOnSale: boolean;
}

/** Hundreds of statements, also on a busy machine. */
const PATIENCE_MS = 60_000;

let stock: StockFixture;
/** In the order in which they are emptied: by priority, then id. */
let locations: string[];
beforeAll(async () => {
  stock = await StockFixture.open();
  const others = [await aLocation(stock.db), await aLocation(stock.db)];
  locations = [MAIN_LOCATION, ...others.toSorted()];
});
afterAll(() => stock.close());

/** A product of its own whose variant has these piles, one per location; one statement, because it is made often. */
async function variantWith(piles: readonly Pile[]): Promise<string> {
  const id = v7();
  const rows = piles.map((pile, i) => ({ ...pile, locationId: locations[i], movementId: v7() }));
  await stock.db.execute(sql`
    WITH product AS (
      INSERT INTO products (id, slug, title, status, currency) VALUES (${id}, ${id}, 'Product', 'active', 'GBP')
    ), variant AS (
      INSERT INTO variants (id, product_id, sku, position, option_key, price_minor) VALUES (${id}, ${id}, ${id}, 0, '', 100)
    ), pile AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r ("onHand" int, "isTracked" boolean,
        "backorderLimit" int, "isOnSale" boolean, "locationId" uuid, "movementId" uuid)
    ), level AS (
      INSERT INTO stock (variant_id, location_id, product_id, on_hand, tracked, backorder_limit, on_sale)
      SELECT ${id}::uuid, "locationId", ${id}::uuid, "onHand", "isTracked", "backorderLimit", "isOnSale" FROM pile
    )
    INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason)
    SELECT "movementId", ${id}::uuid, "locationId", "onHand", 'import' FROM pile WHERE "onHand" <> 0`);
  return id;
}

/** The rule once more, as plainly as it can be said: for the specs only. */
class Model {
  readonly levels = new Map<string, (Pile & { held: number; moved: number })[]>();
  readonly holds = new Map<string, { state: HoldState; lines: Line[] }>();

  add(variantId: string, piles: readonly Pile[]): void {
    this.levels.set(
      variantId,
      piles.map((pile) => ({ ...pile, held: 0, moved: pile.onHand })),
    );
  }

  hold(
    order: string,
    items: readonly StockItem[],
    sells = false,
  ): { kind: string; short?: Partial<Shortage>[] } {
    const known = this.holds.get(order);
    if (known && !isStanding(known.state)) return { kind: 'gone' };
    if (known) return { kind: known.state === 'held' ? 'held' : 'committed' };
    const short = items.flatMap((item) => this.shortageOf(item));
    if (short.length > 0) return { kind: 'short', short };
    const lines = items.flatMap((item) => this.split(item));
    for (const { variantId, at, quantity } of lines) this.at(variantId, at).held += quantity;
    this.holds.set(order, { state: 'held', lines });
    return { kind: sells ? this.commit(order) : 'held' };
  }

  commit(order: string): string {
    const hold = this.holds.get(order);
    if (hold?.state === 'committed') return 'committed';
    if (!hold || !holdMachine.allows(hold.state, 'committed')) return 'gone';
    hold.state = 'committed';
    this.apply(hold.lines, (level, quantity) => {
      level.held -= quantity;
      level.moved -= quantity;
    });
    return 'committed';
  }

  release(order: string): void {
    const hold = this.holds.get(order);
    if (!hold) return void this.holds.set(order, { state: 'released', lines: [] });
    if (!holdMachine.allows(hold.state, 'released')) return;
    const isSold = hold.state === 'committed';
    hold.state = 'released';
    this.apply(hold.lines, (level, quantity) => {
      if (isSold) level.moved += quantity;
      else level.held -= quantity;
    });
  }

  expireAll(): void {
    for (const hold of this.holds.values())
      if (hold.state === 'held') {
        hold.state = 'expired';
        this.apply(hold.lines, (level, quantity) => void (level.held -= quantity));
      }
  }

  private at(variantId: string, i: number) {
    const level = this.levels.get(variantId)?.[i];
    if (!level) throw new Error(`${variantId} has no stock at ${i}`);
    return level;
  }

  private apply(lines: Line[], change: (level: ReturnType<Model['at']>, quantity: number) => void): void {
    for (const { variantId, at, quantity } of lines) change(this.at(variantId, at), quantity);
  }

  private availableAt(variantId: string, i: number): number {
    const { isOnSale, isTracked, backorderLimit, moved, held } = this.at(variantId, i);
    if (!isOnSale) return 0;
    return isTracked && backorderLimit !== null ? moved + backorderLimit - held : Infinity;
  }

  private shortageOf({ variantId, quantity: asked }: StockItem): Partial<Shortage>[] {
    const levels = this.levels.get(variantId) ?? [];
    const available = levels.reduce((sum, _, i) => sum + this.availableAt(variantId, i), 0);
    if (available >= asked) return [];
    const isOnSale = levels.some((level) => level.isOnSale);
    return [{ variantId, asked, available, code: isOnSale ? 'stock.insufficient' : 'variant.not_on_sale' }];
  }

  private split({ variantId, quantity }: StockItem): Line[] {
    let missing = quantity;
    return (this.levels.get(variantId) ?? []).flatMap((_, at) => {
      const taken = Math.min(missing, this.availableAt(variantId, at));
      missing -= taken;
      return taken > 0 ? [{ variantId, at, quantity: taken }] : [];
    });
  }
}

interface Line {
  readonly variantId: string;
  /** The location, by its place in `locations`. */
  readonly at: number;
  readonly quantity: number;
}

const aPile = fc.record({
  onHand: fc.integer({ min: 0, max: 12 }),
  isTracked: fc.constantFrom(true, true, true, false),
  backorderLimit: fc.constantFrom(0, 0, 0, 3, null),
  isOnSale: fc.constantFrom(true, true, true, false),
});
const somePiles = fc.array(fc.array(aPile, { maxLength: 3 }), { minLength: 1, maxLength: 3 });
const someItems = fc.array(
  fc.record({
    variant: fc.nat({ max: 2 }),
    quantity: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 25 })),
  }),
  { minLength: 1, maxLength: 4 },
);

const linesOf = async (order: string): Promise<Line[]> => {
  const rows = await stock.db.query<{ variantId: string; locationId: string; quantity: number }>(sql`
    SELECT variant_id AS "variantId", location_id AS "locationId", quantity FROM hold_lines WHERE order_id = ${order}`);
  return rows.map(({ variantId, locationId, quantity }) => ({
    ...{ variantId, at: locations.indexOf(locationId), quantity },
  }));
};
const byKey = (one: Line, other: Line) => one.variantId.localeCompare(other.variantId) || one.at - other.at;

async function setUp(piles: readonly (readonly Pile[])[]): Promise<{ model: Model; ids: string[] }> {
  const model = new Model();
  const ids: string[] = [];
  for (const one of piles) {
    const id = await variantWith(one);
    ids.push(id);
    model.add(id, one);
  }
  return { model, ids };
}

describe('the statement that holds stock', () => {
  it(
    'takes from each location what the model takes, or names the shortages that the model names',
    () =>
      fc.assert(
        fc.asyncProperty(somePiles, someItems, fc.boolean(), async (piles, asked, sells) => {
          const { model, ids } = await setUp(piles);
          const items = quantityPerVariant(
            asked.map(({ variant, quantity }) => ({ variantId: ids[variant % ids.length] ?? '', quantity })),
          );
          const order = v7();
          const request = { orderId: order, customer: '', items, sells, now: NOW, expiresAt: LATER };
          const [outcome, expected] = [await stock.store.hold(request), model.hold(order, items, sells)];
          expect(outcome).toMatchObject(expected);
          const lines = model.holds.get(order)?.lines ?? [];
          expect((await linesOf(order)).sort(byKey)).toEqual(lines.toSorted(byKey));
        }),
        { numRuns: 60 },
      ),
    PATIENCE_MS,
  );
});

describe('the plan of the statement', () => {
  it.each([
    ['a customer’s first attempt', 'ada', false, false],
    ['a customer’s second attempt', 'ada', true, false],
    ['an unknown customer', '', true, false],
    ['a sale', 'ada', false, true],
  ])('is made a few times and then kept, for %s', async (_, customer, isCountFinal, sells) => {
    const ids = [await stock.variant(1_000), await stock.variant(1_000)].toSorted();
    await stock.db.tx(async (tx) => {
      for (let i = 0; i < 20; i++) {
        const items = ids.slice(0, 1 + (i % 2)).map((variantId) => ({ variantId, quantity: 1 }));
        const request = { orderId: v7(), customer, items, sells, now: NOW, expiresAt: LATER };
        expect(await tx.one(holdStock(request, isCountFinal))).toMatchObject({ isHeld: true });
      }
      const made = await tx.one<{ count: number }>(sql`
        SELECT custom_plans::int AS count FROM pg_prepared_statements
        WHERE statement LIKE '%INSERT INTO hold_lines%' ORDER BY prepare_time DESC LIMIT 1`);
      expect(made.count).toBeLessThan(10);
    });
  });
});

type Step = readonly ['hold' | 'sell' | 'commit' | 'release' | 'expire', order: number];
const someSteps = fc.array(
  fc.tuple(
    fc.constantFrom('hold', 'hold', 'sell', 'commit', 'commit', 'release', 'expire'),
    fc.nat({ max: 2 }),
  ),
  { minLength: 1, maxLength: 20 },
) as fc.Arbitrary<Step[]>;

describe('the statements of holds', () => {
  it(
    'keep levels, movements and states as the model does, whatever comes after what',
    () =>
      fc.assert(
        fc.asyncProperty(somePiles, someItems, someSteps, async (piles, asked, steps) => {
          const { model, ids } = await setUp(piles);
          const orders = Array.from({ length: 3 }, () => v7());
          for (const [step, n] of steps) {
            const order = orders[n] ?? '';
            // Each order wants a part of the items, so that they compete for some.
            const items = quantityPerVariant(
              asked
                .slice(0, 1 + (n % asked.length))
                .map(({ variant, quantity }) => ({ variantId: ids[variant % ids.length] ?? '', quantity })),
            );
            const sells = step === 'sell';
            const request = { orderId: order, customer: '', items, sells, now: NOW, expiresAt: LATER };
            if (step === 'hold' || sells)
              expect(await stock.store.hold(request)).toMatchObject(model.hold(order, items, sells));
            if (step === 'commit')
              expect((await stock.store.commit(order, NOW)).kind).toBe(model.commit(order));
            if (step === 'release')
              await stock.store.release(order, 'spec', NOW).then(() => model.release(order));
            if (step === 'expire') await stock.store.expire(LATER, 1_000).then(() => model.expireAll());
          }
          for (const id of ids) {
            const levels = model.levels.get(id) ?? [];
            const sum = (pick: (level: (typeof levels)[number]) => number) =>
              levels.reduce((all, level) => all + pick(level), 0);
            if (levels.length > 0)
              expect(await stock.level(id)).toEqual({
                ...{
                  onHand: sum(({ moved }) => moved),
                  held: sum(({ held }) => held),
                  moved: sum(({ moved }) => moved),
                },
              });
          }
          for (const order of orders) expect(await stock.stateOf(order)).toBe(model.holds.get(order)?.state);
        }),
        { numRuns: 40 },
      ),
    PATIENCE_MS,
  );
});
