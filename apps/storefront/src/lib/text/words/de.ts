import { account } from './de/account.ts';
import { cart } from './de/cart.ts';
import { catalogue } from './de/catalogue.ts';
import { checkout } from './de/checkout.ts';
import { frame } from './de/frame.ts';
import { orders } from './de/orders.ts';
import { problems } from './de/problems.ts';
import type { Words } from './en.ts';

export const de: Words = { account, cart, catalogue, checkout, frame, orders, problems };
