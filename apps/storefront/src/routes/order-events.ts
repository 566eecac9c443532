import type { Route } from './+types/order-events';
import { shopContext } from '../server/shop.ts';

/** An order's changes as they happen, passed on from the API in the shopper's name. */
export async function loader({ context, params: { id }, request }: Route.LoaderArgs) {
  const answer = await context.get(shopContext).followOrder(id, request.signal);
  const type = answer.headers.get('content-type') ?? 'text/plain';
  return new Response(answer.ok ? answer.body : null, {
    status: answer.status,
    headers: { 'content-type': type, 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
}
