import { sql } from '@tradepost/database';
import type { HoldState } from '../domain/hold.ts';
import { MAIN_LOCATION, quantityPerVariant } from '../domain/stock.ts';
import type { HoldOutcome, StockStore } from '../flows/ports.ts';
import type { ProductDatabase } from '../io/product-database.ts';
import { PostgresStockStore } from '../io/stock.store.ts';
import { openProductDatabase } from './product-database.ts';
import { aLocation, aStockedVariant } from './stock-rows.ts';

export interface Level {
  readonly onHand: number;
  readonly held: number;
  /** The sum of the movements. */
  readonly moved: number;
}

export type Line = [variantId: string, quantity: number];

export const NOW = new Date('2026-05-01T12:00:00Z');
/** When the holds of `hold` and `holdFor` expire. */
export const LATER = new Date('2026-05-01T12:15:00Z');

export const toItem = ([variantId, quantity]: Line) => ({ variantId, quantity });

/** The stock store on a database of its own, and what specs set up and look at beside its port. */
export class StockFixture {
  readonly store: StockStore;

  private constructor(
    readonly db: ProductDatabase,
    private readonly secondLocation: string,
    readonly close: () => Promise<void>,
  ) {
    this.store = new PostgresStockStore(db);
  }

  static async open(): Promise<StockFixture> {
    const { db, close } = await openProductDatabase();
    return new StockFixture(db, await aLocation(db), close);
  }

  /** A variant on sale with these quantities, the first at the main location; null: not counted. */
  async variant(...quantities: (number | null)[]): Promise<string> {
    const levels = quantities.map((onHand, i) => ({
      ...{ locationId: i === 0 ? MAIN_LOCATION : this.secondLocation, onHand },
    }));
    return (await aStockedVariant(this.db, levels)).variantId;
  }

  hold(orderId: string, ...lines: Line[]): Promise<HoldOutcome> {
    return this.holdFor('', orderId, ...lines);
  }

  holdFor(customer: string, orderId: string, ...lines: Line[]): Promise<HoldOutcome> {
    const items = quantityPerVariant(lines.map(toItem));
    return this.store.hold({ orderId, customer, items, sells: false, now: NOW, expiresAt: LATER });
  }

  sell(orderId: string, ...lines: Line[]): Promise<HoldOutcome> {
    const items = quantityPerVariant(lines.map(toItem));
    return this.store.hold({ orderId, customer: '', items, sells: true, now: NOW, expiresAt: LATER });
  }

  /** Over all locations. */
  level(variantId: string): Promise<Level> {
    return this.db.one<Level>(sql`
      SELECT sum(on_hand)::int AS "onHand", sum(held)::int AS held,
        (SELECT coalesce(sum(quantity), 0)::int FROM stock_movements WHERE variant_id = ${variantId}) AS moved
      FROM stock WHERE variant_id = ${variantId}`);
  }

  async stateOf(orderId: string): Promise<HoldState | undefined> {
    const hold = await this.db.maybeOne<{ state: HoldState }>(
      sql`SELECT state FROM holds WHERE order_id = ${orderId}`,
    );
    return hold?.state;
  }

  /** What an order still has of a variant, per location. */
  async linesOf(orderId: string, variantId: string): Promise<number[]> {
    const lines = await this.db.query<{ quantity: number }>(sql`
      SELECT quantity FROM hold_lines WHERE order_id = ${orderId} AND variant_id = ${variantId} ORDER BY quantity`);
    return lines.map(({ quantity }) => quantity);
  }

  async limitPerCustomer(variantId: string, max: number): Promise<void> {
    await this.db.execute(sql`UPDATE stock SET max_per_customer = ${max} WHERE variant_id = ${variantId}`);
  }
}
