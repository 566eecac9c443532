import type { Board } from '../building/board.ts';
import { cart } from './cart.ts';
import { checkout } from './checkout.ts';
import { gateway } from './gateway.ts';
import { messaging } from './messaging.ts';
import { nodeRuntime } from './node-runtime.ts';
import { order } from './order.ts';
import { paymentSandbox } from './payment-sandbox.ts';
import { product } from './product.ts';
import { serverBoard } from './servers.ts';
import { serviceLevels } from './service-levels.ts';
import { storefront } from './storefront.ts';
import { user } from './user.ts';

/** Every dashboard: first those that go across services. */
export const boards: Board[] = [
  ...[serviceLevels, checkout, messaging, serverBoard, nodeRuntime],
  ...[gateway, storefront, product, user, cart, order, paymentSandbox],
];
