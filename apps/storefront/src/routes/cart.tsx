import { data, type ShouldRevalidateFunction } from 'react-router';
import type { Route } from './+types/cart';
import { CartPage } from '../features/cart/cart-page.tsx';
import { changeCart } from '../features/cart/change-cart.ts';
import { isNetworkFault, orNetworkFault } from '../lib/network-fault.ts';
import { useWords } from '../lib/text/text.tsx';
import { placedOrder } from '../server/attempt.ts';
import { postedForm } from '../server/posted-form.ts';
import { shopContext } from '../server/shop.ts';

export async function loader({ context }: Route.LoaderArgs) {
  const shop = context.get(shopContext);
  const cart = (await shop.cart()) ?? null;
  return { cart, orderId: cart?.state === 'completing' ? (placedOrder(shop)?.orderId ?? null) : null };
}

export async function action({ context, request }: Route.ActionArgs) {
  const change = await changeCart(context.get(shopContext), await postedForm(request));
  return change.fault ? data(change, { status: 422 }) : change;
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) =>
  orNetworkFault(() => serverAction());

export const shouldRevalidate: ShouldRevalidateFunction = ({ actionResult, defaultShouldRevalidate }) =>
  !isNetworkFault(actionResult) && defaultShouldRevalidate;

export default function Cart({ loaderData, actionData }: Route.ComponentProps) {
  const { cart: words, frame } = useWords();
  return (
    <>
      <title>{`${words.title} · ${frame.shop}`}</title>
      <CartPage {...loaderData} sent={actionData} />
    </>
  );
}
