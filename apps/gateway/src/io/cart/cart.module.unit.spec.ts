import { expect, it } from '@jest/globals';
import { CartServiceDefinition } from '@tradepost/contracts';
import { optionsOfClient } from '@tradepost/nest/testing';
import { CartModule } from './cart.module.ts';

it('calls of one cart reach the instance that has it cached (ADR 61)', () =>
  expect(optionsOfClient(CartModule, CartServiceDefinition)).toMatchObject({ affinity: 'cartId' }));
