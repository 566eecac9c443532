import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { cartStoreContract } from '../testing/cart-store.contract.ts';
import { PostgresCartStore } from './cart.store.ts';

describe('carts in Postgres', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url));
  });
  afterAll(() => database.close());
  cartStoreContract(() => new PostgresCartStore(database.db));
});
