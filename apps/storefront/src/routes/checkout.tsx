import { data, type ShouldRevalidateFunction } from 'react-router';
import type { Route } from './+types/checkout';
import { CheckoutPage } from '../features/checkout/checkout-page.tsx';
import { isNetworkFault, orNetworkFault } from '../lib/network-fault.ts';
import { useWords } from '../lib/text/text.tsx';
import { checkoutAction } from '../server/checkout-action.ts';
import { loadCheckout } from '../server/checkout-page.ts';
import { postedForm } from '../server/posted-form.ts';
import { shopContext } from '../server/shop.ts';

/** The frame shows no links that lead away. */
export const handle = { isPlain: true };

export const loader = ({ context }: Route.LoaderArgs) => loadCheckout(context.get(shopContext));

export async function action({ context, request }: Route.ActionArgs) {
  const form = await postedForm(request);
  const answer = await checkoutAction(context.get(shopContext), form);
  // A form that submitted itself is not checked.
  const isRefused = (answer.faults && !form.has('auto')) || answer.issue;
  return isRefused ? data(answer, { status: 422 }) : answer;
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) =>
  orNetworkFault(() => serverAction());

export const shouldRevalidate: ShouldRevalidateFunction = ({ actionResult, defaultShouldRevalidate }) =>
  !isNetworkFault(actionResult) && defaultShouldRevalidate;

export default function Checkout({ loaderData, actionData }: Route.ComponentProps) {
  const { checkout: words, frame } = useWords();
  const answer = actionData && 'fault' in actionData ? { issue: { kind: 'network' as const } } : actionData;
  return (
    <>
      <title>{`${words.title} · ${frame.shop}`}</title>
      <CheckoutPage data={loaderData} answer={answer} />
    </>
  );
}
