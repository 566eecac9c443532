import { Injectable } from '@nestjs/common';
import { Database, isUniqueViolation, sql, type Queryable, type RowOf } from '@tradepost/database';
import { IdempotentWrites } from '@tradepost/messaging';
import type { Address } from '../domain/address.ts';
import type { Cart, Line } from '../domain/cart.ts';
import type { CartState } from '../domain/cart-state.ts';
import type { Checkout, PricedLine } from '../domain/snapshot.ts';
import type { Totals } from '../domain/totals.ts';
import { CartStore, type ReplyToStore } from '../flows/ports.ts';
import type { Cart as CartModel } from '../gen/prisma/client.ts';
import { CartCache } from './cart-cache.ts';

type Row = RowOf<CartModel>;

@Injectable()
export class PostgresCartStore extends CartStore {
  private readonly cache = new CartCache();
  private readonly writes: IdempotentWrites;

  constructor(private readonly db: Database) {
    super();
    this.writes = new IdempotentWrites(db, db);
  }

  async create(cart: Cart, reply?: ReplyToStore<Cart>): Promise<Cart> {
    if (!reply) return this.remember(await create(this.db, cart));
    // If the user has an open cart, the lines are still to be added to it: the reply is not known yet.
    let found: Cart | undefined;
    const created = await this.writes.write(reply, async (tx) => {
      const row = await create(tx, cart);
      found = row.id === cart.id ? undefined : row;
      return found ? undefined : row;
    });
    return created ?? found ?? cart;
  }

  cached(cartId: string): Cart | undefined {
    return this.cache.get(cartId);
  }

  async find(cartId: string): Promise<Cart | undefined> {
    const row = await this.db.maybeOne<Row>(sql`SELECT * FROM carts WHERE id = ${cartId}`);
    return row && toCart(row);
  }

  async findOpen(userId: string): Promise<Cart | undefined> {
    const row = await this.db.maybeOne<Row>(
      sql`SELECT * FROM carts WHERE user_id = ${userId} AND state IN ('active', 'completing')`,
    );
    return row && toCart(row);
  }

  async save(cart: Cart, now: Date, reply?: ReplyToStore<Cart>): Promise<Cart | undefined> {
    const saved = await (reply
      ? this.writes.write(reply, (tx) => save(tx, cart, now))
      : save(this.db, cart, now));
    if (saved) return this.remember(saved);
    this.cache.lostRace(cart);
    return undefined;
  }

  async change(cartId: string, decide: (cart: Cart) => Cart, now: Date): Promise<Cart | undefined> {
    this.cache.delete(cartId);
    const changed = await this.db.tx((tx) => changeIn(tx, cartId, decide, now));
    return changed && this.remember(changed);
  }

  async changeBoth(
    guestCartId: string,
    userId: string,
    decide: (guest: Cart | undefined, own: Cart | undefined) => readonly Cart[],
    now: Date,
  ): Promise<void> {
    const attempt = () =>
      this.db.tx(async (tx) => {
        const rows = await tx.query<Row>(sql`
          SELECT * FROM carts
          WHERE id = ${guestCartId} OR (user_id = ${userId} AND state IN ('active', 'completing'))
          ORDER BY id FOR UPDATE`);
        const carts = rows.map(toCart);
        const own = carts.find((cart) => cart.userId === userId && isOpen(cart));
        const guest = carts.find((cart) => cart.id === guestCartId && cart !== own);
        for (const { id } of carts) this.cache.delete(id);
        for (const cart of decide(guest, own)) await save(tx, cart, now);
      });
    // Two guest carts may become the first cart of a user at once; the second attempt finds the first cart.
    await attempt().catch((error: unknown) => {
      if (isUniqueViolation(error, 'carts_open_of_user')) return attempt();
      throw error;
    });
  }

  expireGuests(before: Date, limit: number, now: Date): Promise<number> {
    return this.db.execute(sql`
      UPDATE carts SET state = 'expired', revision = revision + 1, updated_at = ${now}
      WHERE id IN (
        SELECT id FROM carts
        WHERE state = 'active' AND user_id IS NULL AND created_at < ${before} AND updated_at < ${before}
        ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`);
  }

  private remember(cart: Cart): Cart {
    this.cache.set(cart);
    return cart;
  }
}

async function create(db: Queryable, cart: Cart): Promise<Cart> {
  const { id, userId, state, version, createdAt, updatedAt } = cart;
  // The update changes nothing; it makes the statement return the existing row.
  const row = await db.one<Row>(sql`
    INSERT INTO carts (id, user_id, state, version, lines, created_at, updated_at)
    VALUES (${id}, ${userId}, ${state}, ${version}, ${JSON.stringify(cart.lines)}, ${createdAt}, ${updatedAt})
    ON CONFLICT (user_id) WHERE state IN ('active', 'completing') DO UPDATE SET user_id = EXCLUDED.user_id
    RETURNING *`);
  return toCart(row);
}

/** `CartStore.change` as part of a larger transaction. */
export async function changeIn(
  tx: Queryable,
  cartId: string,
  decide: (cart: Cart) => Cart,
  now: Date,
): Promise<Cart | undefined> {
  const row = await tx.maybeOne<Row>(sql`SELECT * FROM carts WHERE id = ${cartId} FOR UPDATE`);
  if (!row) return undefined;
  const before = toCart(row);
  const after = decide(before);
  return after === before ? before : save(tx, after, now);
}

async function save(db: Queryable, cart: Cart, now: Date): Promise<Cart | undefined> {
  const touched = await db.execute(sql`
    UPDATE carts SET
      user_id = ${cart.userId}, state = ${cart.state}, version = ${cart.version}, revision = revision + 1,
      lines = ${JSON.stringify(cart.lines)}, shipping_address = ${toJson(cart.shippingAddress)},
      shipping_option_id = ${cart.shippingOptionId}, frozen_for = ${cart.frozenFor},
      snapshot = ${toJson(cart.snapshot)}, refused_orders = ${cart.refusedOrders}, updated_at = ${now}
    WHERE id = ${cart.id} AND revision = ${cart.revision}`);
  return touched === 1 ? { ...cart, revision: cart.revision + 1, updatedAt: now } : undefined;
}

const toJson = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

const isOpen = ({ state }: Cart): boolean => state === 'active' || state === 'completing';

/** Only this store writes the JSON columns, so they hold what it wrote. */
const fromJson = <T>(value: unknown): T => value as T;

type Added = 'taxClass' | 'requiresShipping' | 'tax';
type StoredLine = Omit<PricedLine, Added> & Partial<Pick<PricedLine, Added>>;

/** What earlier releases froze has no tax classes. */
interface StoredCheckout extends Omit<Checkout, 'lines' | 'totals'> {
  readonly lines: readonly StoredLine[];
  readonly totals: Omit<Totals, 'taxLines'> & Partial<Pick<Totals, 'taxLines'>>;
}

const toSnapshot = (stored: StoredCheckout | null): Checkout | null =>
  stored && {
    ...stored,
    lines: stored.lines.map((line) => ({ ...UNCLASSED, ...line })),
    totals: { taxLines: [], ...stored.totals },
  };

const UNCLASSED: Pick<PricedLine, Added> = { taxClass: 'standard', requiresShipping: true, tax: null };

function toCart(row: Row): Cart {
  return {
    id: row.id,
    userId: row.user_id,
    // Limited to these values by a CHECK.
    state: row.state as CartState,
    version: row.version,
    revision: row.revision,
    lines: fromJson<Line[]>(row.lines),
    shippingAddress: fromJson<Address | null>(row.shipping_address),
    shippingOptionId: row.shipping_option_id,
    frozenFor: row.frozen_for,
    snapshot: toSnapshot(fromJson<StoredCheckout | null>(row.snapshot)),
    refusedOrders: row.refused_orders,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
