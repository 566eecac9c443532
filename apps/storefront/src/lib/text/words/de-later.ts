import { account } from './de/account.ts';
import { cart } from './de/cart.ts';
import { checkout } from './de/checkout.ts';
import { orders } from './de/orders.ts';
import type { LaterWords } from './words.ts';

export const later: LaterWords = { account, cart, checkout, orders };
