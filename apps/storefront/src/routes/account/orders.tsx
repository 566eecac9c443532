import { Link } from 'react-router';
import type { Route } from './+types/orders';
import { AccountTitle } from '../../features/account/account-page.tsx';
import { OrderList, toOrderRow } from '../../features/account/order-list.tsx';
import { unwrap } from '../../lib/problem.ts';
import { useWords } from '../../lib/text/text.tsx';
import { shopContext } from '../../server/shop.ts';
import { ButtonLink } from '../../ui/button.tsx';

const PER_PAGE = 10;

export async function loader({ context, request }: Route.LoaderArgs) {
  const cursor = new URL(request.url).searchParams.get('cursor');
  const found = await context.get(shopContext).api.GET('/api/v1/orders', {
    params: { query: { limit: PER_PAGE, ...(cursor && { cursor }) } },
  });
  const { items, nextCursor } = unwrap(found);
  return { orders: items.map(toOrderRow), next: nextCursor, isFirst: cursor === null };
}

export default function Orders({ loaderData: { orders, next, isFirst } }: Route.ComponentProps) {
  const { account } = useWords();
  return (
    <>
      <AccountTitle title={account.orders} />
      <OrderList orders={orders} />
      {(next || !isFirst) && (
        <nav aria-label={account.pages} className="flex flex-wrap items-center gap-6">
          {next && (
            <ButtonLink to={`?cursor=${encodeURIComponent(next)}`} look="secondary" rel="next">
              {account.olderOrders}
            </ButtonLink>
          )}
          {!isFirst && (
            <Link to="/account/orders" className="text-sm underline underline-offset-4">
              {account.newestOrders}
            </Link>
          )}
        </nav>
      )}
    </>
  );
}
