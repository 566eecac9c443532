import { MemorySagaStore } from './memory-saga-store.ts';
import { sagaStoreContract } from './testing/saga-store.contract.ts';

sagaStoreContract(() => Promise.resolve(new MemorySagaStore()));
