import type { SagaWrite } from '@tradepost/saga';
import { MemoryOrderStore } from './memory-order-store.ts';
import { MemoryPurchaseStore } from './memory-purchase-store.ts';
import { orderStoreContract } from './order-store.contract.ts';

orderStoreContract(() => {
  const orders = new MemoryOrderStore();
  const purchases = new MemoryPurchaseStore(orders);
  return Promise.resolve({ orders, purchases, aSagaWrite: () => ({}) as SagaWrite });
});
