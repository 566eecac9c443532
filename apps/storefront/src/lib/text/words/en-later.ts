import { account } from './en/account.ts';
import { cart } from './en/cart.ts';
import { checkout } from './en/checkout.ts';
import { orders } from './en/orders.ts';

/** What is said in the cart, at the till and after it: who only looks around never loads it. */
export const later = { account, cart, checkout, orders };
