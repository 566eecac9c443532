import {
  type Cart as WireCart,
  type CartProblem as WireProblem,
  CartState,
  type ShippingOption as WireOption,
} from '@tradepost/contracts';
import { Type, type Static } from 'typebox';
import { named, shape } from '../http/schema.ts';
import { Line, toLine } from './line.ts';
import { Address, Id, Money, nullable, Quantity, Time, Totals, Version } from './shared.ts';
import { toAddress, toMoney, toTime, toTotals } from './shared-mapping.ts';
import { wireEnum } from './wire-enum.ts';

const states = wireEnum('CartState', CartState);

export const NewLine = named('NewLine', shape({ variantId: Id, quantity: Quantity }));
export type NewLine = Static<typeof NewLine>;

const CartProblem = named(
  'CartProblem',
  shape({
    code: Type.String({
      description:
        'stock.insufficient, line.over_customer_limit, variant.unavailable, price.changed, ' +
        'shipping.unavailable, currency.mixed',
    }),
    detail: Type.String(),
    lineId: nullable(Id),
    variantId: nullable(Id),
    available: Type.Optional(Type.Integer()),
    limit: Type.Optional(Type.Integer({ description: 'Limit per customer' })),
    previous: Type.Optional(Money),
    current: Type.Optional(Money),
  }),
);

export const ShippingOption = named(
  'ShippingOption',
  shape({
    id: Type.String(),
    name: Type.String(),
    price: Money,
    minDays: Type.Integer(),
    maxDays: Type.Integer(),
  }),
);

export const Cart = named(
  'Cart',
  shape({
    id: Id,
    token: Type.Optional(
      Type.String({ description: 'Only when a guest cart is created: send it as Cart-Token' }),
    ),
    state: states.schema,
    currency: Type.String(),
    lines: Type.Array(Line),
    problems: Type.Array(CartProblem),
    totals: Totals,
    shippingAddress: nullable(Address),
    shippingOption: nullable(ShippingOption),
    updatedAt: Time,
    version: Version,
  }),
);
export type Cart = Static<typeof Cart>;

export const toShippingOption = (option: WireOption): Static<typeof ShippingOption> => ({
  id: option.id,
  name: option.name,
  price: toMoney(option.price),
  minDays: option.minDays,
  maxDays: option.maxDays,
});

export function toCart(cart: WireCart, showToken = false): Cart {
  return {
    id: cart.id,
    ...(showToken && cart.token && { token: cart.token }),
    state: states.toWord(cart.state),
    currency: cart.currency,
    lines: cart.lines.map(toLine),
    problems: cart.problems.map(toProblem),
    totals: toTotals(cart.totals),
    shippingAddress: cart.shippingAddress ? toAddress(cart.shippingAddress) : null,
    shippingOption: cart.shippingOption ? toShippingOption(cart.shippingOption) : null,
    updatedAt: toTime(cart.updatedAt),
    version: cart.version,
  };
}

function toProblem(problem: WireProblem): Static<typeof CartProblem> {
  return {
    code: problem.code,
    detail: problem.detail,
    lineId: problem.lineId || null,
    variantId: problem.variantId || null,
    ...(problem.available !== undefined && { available: problem.available }),
    ...(problem.limit !== undefined && { limit: problem.limit }),
    ...(problem.previous && { previous: toMoney(problem.previous) }),
    ...(problem.current && { current: toMoney(problem.current) }),
  };
}
