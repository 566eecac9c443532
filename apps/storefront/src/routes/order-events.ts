import type { Route } from './+types/order-events';
import { shopContext } from '../server/shop.ts';

/** Server-sent events of an order, passed on from the API on behalf of the customer. */
export async function loader({ context, params: { id }, request }: Route.LoaderArgs) {
  const answer = await context.get(shopContext).followOrder(id, request);
  const type = answer.headers.get('content-type') ?? 'text/plain';
  return new Response(answer.ok ? answer.body : null, {
    status: answer.status,
    headers: { 'content-type': type, 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
}
