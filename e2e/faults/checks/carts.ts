import { BOUGHT, contents, groupBy } from '../records/records.ts';
import type { Check, Violation } from './check.ts';

export const oneOrderPerCart: Check = {
  name: 'carts.one-order',
  promise: 'at most one purchased order per cart',
  look: ({ records }) => {
    const bought = records.orders.filter(({ state, cartId }) => cartId && BOUGHT.includes(state));
    const byCart = groupBy(bought, ({ cartId }) => cartId ?? '');
    const violations = [...byCart].flatMap(([cartId, orders]) =>
      orders.length > 1
        ? [
            {
              what: `cart ${cartId} was bought ${orders.length} times`,
              cartIds: [cartId],
              orderIds: orders.map(({ id }) => id),
            },
          ]
        : [],
    );
    return { numbers: `${byCart.size} carts bought`, violations };
  },
};

export const cartsFitOrders: Check = {
  name: 'carts.fit-orders',
  promise: 'a cart is `ordered` exactly if purchased, with the lines of the order; none stays `completing`',
  look: ({ records, waiting }) => {
    const carts = new Map(records.carts.map((cart) => [cart.id, cart]));
    const orders = new Map(records.orders.map((order) => [order.id, order]));
    const violations: Violation[] = [];
    const add = (what: string, cartId: string, orderId?: string | null): void => {
      violations.push({ what, cartIds: [cartId], ...(orderId ? { orderIds: [orderId] } : {}) });
    };
    for (const { id, state, frozenFor, lines } of records.carts) {
      if (waiting.has(frozenFor ?? '')) continue;
      if (state === 'completing') add(`cart ${id} is still completing`, id, frozenFor);
      if (state !== 'ordered') continue;
      const order = orders.get(frozenFor ?? '');
      if (!order || !BOUGHT.includes(order.state))
        add(`cart ${id} is ordered, its order is ${order?.state ?? 'not there'}`, id, frozenFor);
      else if (contents(order.lines) !== contents(lines))
        add(`cart ${id} holds ${contents(lines)}, its order ${contents(order.lines)}`, id, frozenFor);
    }
    for (const { id, state, cartId } of records.orders) {
      if (!cartId || !BOUGHT.includes(state) || waiting.has(id)) continue;
      const cart = carts.get(cartId);
      if (cart?.state !== 'ordered' || cart.frozenFor !== id)
        add(`order ${state}, its cart is ${cart?.state ?? 'not there'}`, cartId, id);
    }
    const ordered = records.carts.filter(({ state }) => state === 'ordered').length;
    return { numbers: `${records.carts.length} carts, ${ordered} ordered`, violations };
  },
};
