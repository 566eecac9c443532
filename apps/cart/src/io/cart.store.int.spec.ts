import { Database, sql } from '@tradepost/database';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Cart } from '../domain/cart.ts';
import { mergeCarts } from '../domain/merge.ts';
import { aCart, aChange, aLine, aMoment } from '../testing/builders.ts';
import { cartStoreContract } from '../testing/cart-store.contract.ts';
import { PostgresCartStore } from './cart.store.ts';

// Fifty callers at once take their time on a busy machine.
jest.setTimeout(30_000);

describe('carts in Postgres', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(new URL('../../prisma/migrations', import.meta.url));
  });
  afterAll(() => database.close());
  cartStoreContract(() => new PostgresCartStore(database.db));

  it('caches what it wrote itself, until another replica was faster', async () => {
    const [here, elsewhere] = [new PostgresCartStore(database.db), new PostgresCartStore(database.db)];
    const [cart, other] = [await here.create(aCart()), await here.create(aCart())];
    expect(here.cached(cart.id)).toEqual(cart);
    expect(elsewhere.cached(cart.id)).toBeUndefined();
    await elsewhere.save(aChange(cart, { shippingOptionId: 'express' }), aMoment);
    expect(await here.save(aChange(cart, { shippingOptionId: 'standard' }), aMoment)).toBeUndefined();
    expect(here.cached(cart.id)).toBeUndefined();
    expect(here.cached(other.id)).toBeUndefined();
  });

  it('merges the line of a first change that is committed during the merge', async () => {
    const store = new PostgresCartStore(database.db);
    const [userId, unsaved] = [v7(), aCart()];
    await store.create(aCart({ userId }));
    const [inserted, decided] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const addFirstLine = database.db.tx(async (tx) => {
      const lines = JSON.stringify([aLine()]);
      await tx.execute(sql`INSERT INTO carts (id, state, version, lines, created_at, updated_at)
        VALUES (${unsaved.id}, 'active', 2, ${lines}, ${aMoment}, ${aMoment})`);
      inserted.resolve();
      await decided.promise;
    });
    const decide = (guest: Cart | undefined, own: Cart | undefined) => {
      decided.resolve();
      return mergeCarts(guest ?? unsaved, own, userId);
    };
    await inserted.promise;
    await Promise.all([addFirstLine, store.changeBoth(unsaved.id, userId, decide, aMoment)]);
    expect((await store.findOpen(userId))?.lines).toHaveLength(1);
    expect(await store.find(unsaved.id)).toMatchObject({ state: 'merged', lines: [] });
  });

  it('writes only what a change alters', async () => {
    const statements: string[] = [];
    const db = new Database({ url: database.url, onStatement: (text) => statements.push(text) });
    const store = new PostgresCartStore(db);
    const cart = await store.create(aCart({ lines: [aLine()] }));
    statements.length = 0;
    const chosen = await store.save(aChange(cart, { version: 2, shippingOptionId: 'express' }), aMoment);
    await store.save(aChange(chosen ?? cart, {}), aMoment);
    const columns = statements.map((text) =>
      [...text.matchAll(/(\w+) = (?=\$|revision)/g)].map(([, name]) => name),
    );
    expect(columns).toEqual([
      ['version', 'shipping_option_id', 'revision', 'updated_at', 'id', 'revision'],
      ['revision', 'updated_at', 'id', 'revision'],
    ]);
    await db.close();
  });

  it('caches no closed cart', async () => {
    const store = new PostgresCartStore(database.db);
    const cart = await store.create(aCart());
    await store.save(aChange(cart, { state: 'expired' }), aMoment);
    expect(store.cached(cart.id)).toBeUndefined();
  });
});
