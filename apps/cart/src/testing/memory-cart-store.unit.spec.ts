import { beforeEach, describe } from '@jest/globals';
import { cartStoreContract } from './cart-store.contract.ts';
import { MemoryCartStore } from './memory-cart-store.ts';

describe('carts in memory', () => {
  let store: MemoryCartStore;
  beforeEach(() => {
    store = new MemoryCartStore();
  });
  cartStoreContract(() => store);
});
