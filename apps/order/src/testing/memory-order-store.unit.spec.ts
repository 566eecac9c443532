import { nothing } from '@tradepost/database';
import { MemoryOrderStore } from './memory-order-store.ts';
import { orderStoreContract } from './order-store.contract.ts';

orderStoreContract(() => Promise.resolve({ store: new MemoryOrderStore(), aSagaWrite: () => nothing }));
