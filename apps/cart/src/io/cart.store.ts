import { Injectable } from '@nestjs/common';
import {
  Database,
  isUniqueViolation,
  join,
  sql,
  type Queryable,
  type RowOf,
  type Sql,
} from '@tradepost/database';
import { IdempotentWrites } from '@tradepost/messaging';
import type { Address } from '../domain/address.ts';
import type { Cart, Line } from '../domain/cart.ts';
import type { CartState } from '../domain/cart-state.ts';
import type { Checkout, PricedLine } from '../domain/snapshot.ts';
import type { Totals } from '../domain/totals.ts';
import { CartStore, type Change, type ReplyToStore } from '../flows/ports.ts';
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
    if (!reply) return this.remember(await create(this.db.joined, cart));
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

  async save(change: Change, now: Date, reply?: ReplyToStore<Cart>): Promise<Cart | undefined> {
    const saved = await (reply
      ? this.writes.write(reply, (tx) => save(tx, change, now))
      : save(this.db.joined, change, now));
    if (saved) return this.remember(saved);
    this.cache.lostRace(change.before);
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
        for (const after of decide(guest, own)) {
          const before = carts.find(({ id }) => id === after.id) ?? after;
          if (!(await save(tx, { before, after }, now))) throw new RowAppeared();
        }
      });
    // Two guest carts may become the first cart of a user at once, or the guest's cart gets its row; the second attempt
    // finds them.
    await attempt().catch((error: unknown) => {
      if (error instanceof RowAppeared || isUniqueViolation(error, 'carts_open_of_user')) return attempt();
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

/** Another transaction has written the first row of a cart. */
class RowAppeared extends Error {}

async function create(db: Queryable, cart: Cart): Promise<Cart> {
  // The update changes nothing; it makes the statement return the existing row.
  const row = await db.one<Row>(sql`${inserting(cart, cart.updatedAt)}
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
  return after === before ? before : save(tx, { before, after }, now);
}

async function save(db: Queryable, { before, after }: Change, now: Date): Promise<Cart | undefined> {
  const { id, revision } = before;
  const touched = await db.execute(
    revision === 0
      ? sql`${inserting(after, now)} ON CONFLICT DO NOTHING`
      : sql`UPDATE carts SET ${join(differing(before, after), ' ')} revision = revision + 1, updated_at = ${now}
          WHERE id = ${id} AND revision = ${revision}`,
  );
  return touched === 1 ? { ...after, revision: revision + 1, updatedAt: now } : undefined;
}

/** The first row of a cart, which is not frozen. */
function inserting(cart: Cart, now: Date): Sql {
  const { id, userId, state, version, shippingOptionId, refusedOrders, createdAt } = cart;
  return sql`
    INSERT INTO carts (id, user_id, state, version, lines, shipping_address, shipping_option_id, refused_orders,
      created_at, updated_at)
    VALUES (${id}, ${userId}, ${state}, ${version}, ${JSON.stringify(cart.lines)}, ${toJson(cart.shippingAddress)},
      ${shippingOptionId}, ${refusedOrders}, ${createdAt}, ${now})`;
}

/** What a change alters is all that is written: the JSON of a cart costs more than the rest of the statement. */
const COLUMNS: readonly { readonly field: keyof Cart; readonly set: (cart: Cart) => Sql }[] = [
  { field: 'userId', set: (cart) => sql`user_id = ${cart.userId},` },
  { field: 'state', set: (cart) => sql`state = ${cart.state},` },
  { field: 'version', set: (cart) => sql`version = ${cart.version},` },
  { field: 'lines', set: (cart) => sql`lines = ${JSON.stringify(cart.lines)},` },
  { field: 'shippingAddress', set: (cart) => sql`shipping_address = ${toJson(cart.shippingAddress)},` },
  { field: 'shippingOptionId', set: (cart) => sql`shipping_option_id = ${cart.shippingOptionId},` },
  { field: 'frozenFor', set: (cart) => sql`frozen_for = ${cart.frozenFor},` },
  { field: 'snapshot', set: (cart) => sql`snapshot = ${toJson(cart.snapshot)},` },
  { field: 'refusedOrders', set: (cart) => sql`refused_orders = ${cart.refusedOrders},` },
];

function differing(before: Cart, after: Cart): Sql[] {
  return COLUMNS.filter(({ field }) => before[field] !== after[field]).map(({ set }) => set(after));
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
