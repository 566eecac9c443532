import { account } from './en/account.ts';
import { cart } from './en/cart.ts';
import { checkout } from './en/checkout.ts';
import { orders } from './en/orders.ts';

/** Texts of cart, checkout, orders and account, which catalogue pages do not load. */
export const later = { account, cart, checkout, orders };
