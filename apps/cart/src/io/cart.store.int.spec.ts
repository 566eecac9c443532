import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aCart, aMoment } from '../testing/builders.ts';
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
    await elsewhere.save({ ...cart, shippingOptionId: 'express' }, aMoment);
    expect(await here.save({ ...cart, shippingOptionId: 'standard' }, aMoment)).toBeUndefined();
    expect(here.cached(cart.id)).toBeUndefined();
    expect(here.cached(other.id)).toBeUndefined();
  });

  it('caches no closed cart', async () => {
    const store = new PostgresCartStore(database.db);
    const cart = await store.create(aCart());
    await store.save({ ...cart, state: 'expired' }, aMoment);
    expect(store.cached(cart.id)).toBeUndefined();
  });
});
