import { afterAll, beforeAll } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { PostgresSagaStore } from './postgres-saga-store.ts';
import { sagaStoreContract } from './testing/saga-store.contract.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase(new URL('../sql/saga.sql', import.meta.url));
});
afterAll(() => own.close());

sagaStoreContract(() => Promise.resolve(new PostgresSagaStore(own.db)));
