import { data, type ShouldRevalidateFunctionArgs } from 'react-router';
import type { Route } from './+types/order';
import type { OrderAnswer } from '../features/order/order-answer.ts';
import { OrderPage } from '../features/order/order-page.tsx';
import { useLive } from '../features/order/use-live.ts';
import { orNetworkFault } from '../lib/network-fault.ts';
import { useWords } from '../lib/text/text.tsx';
import { orderAction } from '../server/order-action.ts';
import { loadOrder } from '../server/order-page.ts';
import { postedForm } from '../server/posted-form.ts';
import { shopContext } from '../server/shop.ts';

export async function loader({ context, params: { id }, request }: Route.LoaderArgs) {
  const { searchParams } = new URL(request.url);
  const page = await loadOrder(context.get(shopContext), id, searchParams);
  return { page, isUnconfirmed: searchParams.has('unconfirmed') };
}

export async function action({ context, params: { id }, request }: Route.ActionArgs) {
  const answer = await orderAction(context.get(shopContext), id, await postedForm(request));
  return data(answer, { status: 422 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) =>
  orNetworkFault(() => serverAction());

/** Also reloads after a form that was too late, because the order has changed since. */
export function shouldRevalidate({ actionResult, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  const { fault } = (actionResult ?? {}) as Partial<OrderAnswer>;
  return defaultShouldRevalidate || fault === 'confirmedFirst' || fault === 'tooLate';
}

export default function Order({ loaderData: { page, isUnconfirmed }, actionData }: Route.ComponentProps) {
  const { orders: words, frame } = useWords();
  const answer: OrderAnswer | undefined =
    actionData ?? (isUnconfirmed ? { fault: 'notYetConfirmed' } : undefined);
  useLive(page.order.id, page.order.version);
  return (
    <>
      <title>{`${words.title(page.order.number)} · ${frame.shop}`}</title>
      <meta name="robots" content="noindex" />
      <OrderPage data={page} answer={answer} />
    </>
  );
}
