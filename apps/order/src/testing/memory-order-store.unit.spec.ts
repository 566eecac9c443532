import { memoryWrite } from '@tradepost/saga/memory';
import { MemoryOrderStore } from './memory-order-store.ts';
import { MemoryPurchaseStore } from './memory-purchase-store.ts';
import { orderStoreContract } from './order-store.contract.ts';

orderStoreContract(() => {
  const orders = new MemoryOrderStore();
  const purchases = new MemoryPurchaseStore(orders);
  const aSagaWrite = () => memoryWrite(() => {});
  const aLostSagaWrite = () =>
    memoryWrite(() => {
      throw Object.assign(new Error('this saga has moved on'), { code: 'SG001' });
    });
  return Promise.resolve({ orders, purchases, aSagaWrite, aLostSagaWrite });
});
