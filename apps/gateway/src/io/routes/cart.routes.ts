import { Injectable } from '@nestjs/common';
import type { Cart as WireCart, CartAccess } from '@tradepost/contracts';
import { Type, type TObject, type TSchema } from 'typebox';
import { Cookies } from '../http/cookies.ts';
import { type Ask, route, type Route, Routes } from '../http/route.ts';
import { Cart, NewLine, ShippingOption, toCart, toShippingOption } from '../shapes/cart.ts';
import { Address, Id, Quantity, shape } from '../shapes/shared.ts';
import { fromAddress } from '../shapes/shared-mapping.ts';
import { Neighbours } from './neighbours.ts';

const CartId = shape({ id: Id });
const LineIds = shape({ id: Id, lineId: Id });

/** Who asks for a cart: the user, the guest with a token, or both just after signing in. */
export function cartAccess(
  ask: Pick<Ask<never, never, never>, 'identity' | 'header' | 'cookie'>,
): CartAccess {
  return {
    userId: ask.identity?.userId ?? '',
    token: ask.header('cart-token') ?? ask.cookie('cart_token') ?? '',
  };
}

/** Declares a change of a cart: the answer is always the whole priced cart. */
function change<P extends TObject, B extends TSchema | undefined = undefined>(input: {
  method: Route['method'];
  path: string;
  summary: string;
  params: P;
  body?: B;
  run: (
    ask: Parameters<Parameters<typeof route<P, undefined, B>>[0]['handle']>[0],
  ) => Promise<{ cart: WireCart | undefined }>;
}): Route {
  const { run, ...rest } = input;
  return route<P, undefined, B>({
    ...rest,
    tag: 'carts',
    access: 'optional',
    isConditional: true,
    answers: { 200: Cart },
    handle: async (ask) => toCart(present((await run(ask)).cart)),
  });
}

@Injectable()
export class CartRoutes extends Routes {
  override readonly routes;

  constructor({ cart }: Neighbours, cookies: Cookies) {
    super();
    this.routes = [
      route({
        method: 'POST',
        path: '/carts',
        tag: 'carts',
        summary: 'A new cart; a guest’s token comes with it, in the answer and as a cookie',
        access: 'optional',
        isConditional: true,
        body: shape({ lines: Type.Optional(Type.Array(NewLine, { maxItems: 500 })) }),
        answers: { 201: Cart },
        handle: async ({ identity, body, idempotencyKey, client }, reply) => {
          const made = present(
            (
              await cart.createCart({
                userId: identity?.userId ?? '',
                lines: body.lines ?? [],
                idempotencyKey,
                ...(idempotencyKey !== '' && { client: client() }),
              })
            ).cart,
          );
          if (made.token) cookies.setCart(reply, made.token);
          reply.code(201).header('location', `/api/v1/carts/${made.id}`);
          return toCart(made, true);
        },
      }),
      route({
        method: 'GET',
        path: '/carts/current',
        tag: 'carts',
        summary: 'The signed-in user’s cart',
        access: 'user',
        isConditional: true,
        answers: { 200: Cart },
        handle: async ({ identity }) =>
          toCart(present((await cart.getCurrentCart({ userId: identity?.userId ?? '' })).cart)),
      }),
      route({
        method: 'GET',
        path: '/carts/{id}',
        tag: 'carts',
        summary: 'A cart with prices of this moment',
        access: 'optional',
        isConditional: true,
        params: CartId,
        answers: { 200: Cart },
        handle: async (ask) =>
          toCart(present((await cart.getCart({ cartId: ask.params.id, access: cartAccess(ask) })).cart)),
      }),
      change({
        method: 'POST',
        path: '/carts/{id}/lines',
        summary: 'Adds a variant; more than there is becomes an entry in problems',
        params: CartId,
        body: NewLine,
        run: (ask) => cart.addLine({ ...target(ask), ...ask.body }),
      }),
      change({
        method: 'PATCH',
        path: '/carts/{id}/lines/{lineId}',
        summary: 'Changes a line’s quantity',
        params: LineIds,
        body: shape({ quantity: Quantity }),
        run: (ask) =>
          cart.changeLine({ ...target(ask), lineId: ask.params.lineId, quantity: ask.body.quantity }),
      }),
      change({
        method: 'DELETE',
        path: '/carts/{id}/lines/{lineId}',
        summary: 'Removes a line',
        params: LineIds,
        run: (ask) => cart.removeLine({ ...target(ask), lineId: ask.params.lineId }),
      }),
      change({
        method: 'PUT',
        path: '/carts/{id}/shipping-address',
        summary: 'Where to send it',
        params: CartId,
        body: Address,
        run: (ask) => cart.setShippingAddress({ ...target(ask), address: fromAddress(ask.body) }),
      }),
      route({
        method: 'GET',
        path: '/carts/{id}/shipping-options',
        tag: 'carts',
        summary: 'Ways to send it, cheapest first',
        access: 'optional',
        params: CartId,
        answers: { 200: shape({ items: Type.Array(ShippingOption) }) },
        handle: async (ask) => {
          const { options } = await cart.listShippingOptions({
            cartId: ask.params.id,
            access: cartAccess(ask),
          });
          return { items: options.map(toShippingOption) };
        },
      }),
      change({
        method: 'PUT',
        path: '/carts/{id}/shipping-option',
        summary: 'Chooses a way to send it',
        params: CartId,
        body: shape({ shippingOptionId: Type.String({ minLength: 1, maxLength: 100 }) }),
        run: (ask) => cart.chooseShippingOption({ ...target(ask), ...ask.body }),
      }),
    ];
  }
}

type Target = { params: { id: string }; expectedVersion: number | undefined; idempotencyKey: string } & Pick<
  Ask<never, never, never>,
  'identity' | 'header' | 'cookie'
>;

const target = (ask: Target) => ({
  cartId: ask.params.id,
  access: cartAccess(ask),
  expectedVersion: ask.expectedVersion,
  idempotencyKey: ask.idempotencyKey,
});

/** The contract says that it is always set. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a neighbour left out what its contract promises');
  return value;
}
