import { expect, it } from '@jest/globals';
import { CartServiceDefinition } from '@tradepost/contracts';
import { optionsOfClient } from '@tradepost/nest/testing';
import { PurchaseModule } from './purchase.module.ts';

it('a cart is frozen by the instance that has it cached (ADR 61)', () =>
  expect(optionsOfClient(PurchaseModule, CartServiceDefinition)).toMatchObject({ affinity: 'cartId' }));
