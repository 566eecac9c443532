import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { cartStoreContract } from '../testing/cart-store.contract.ts';
import { PostgresCartStore } from './cart.store.ts';

// Fifty callers at once take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

describe('carts in Postgres', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url));
  });
  afterAll(() => database.close());
  cartStoreContract(() => new PostgresCartStore(database.db));
});
