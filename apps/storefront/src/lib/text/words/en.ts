import { account } from './en/account.ts';
import { cart } from './en/cart.ts';
import { catalogue } from './en/catalogue.ts';
import { checkout } from './en/checkout.ts';
import { frame } from './en/frame.ts';
import { orders } from './en/orders.ts';
import { problems } from './en/problems.ts';

/** All that the storefront says itself, by the part of the shop that says it. */
export const en = { account, cart, catalogue, checkout, frame, orders, problems };

/** Any language has the same keys, and the same arguments where a sentence takes some. */
type Translated<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : T[K] extends string
      ? string
      : Translated<T[K]>;
};

export type Words = Translated<typeof en>;
