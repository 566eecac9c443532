import { Link } from 'react-router';
import type { Route } from './+types/overview';
import { AccountTitle } from '../../features/account/account-page.tsx';
import { OrderList, toOrderRow } from '../../features/account/order-list.tsx';
import { unwrap } from '../../lib/problem.ts';
import { useWords } from '../../lib/text/text.tsx';
import { shopContext } from '../../server/shop.ts';
import { Notice } from '../../ui/notice.tsx';

const SHOWN = 3;

export async function loader({ context }: Route.LoaderArgs) {
  const { api } = context.get(shopContext);
  const [me, orders] = await Promise.all([
    api.GET('/api/v1/me').then(unwrap),
    api.GET('/api/v1/orders', { params: { query: { limit: SHOWN } } }).then(unwrap),
  ]);
  return {
    ...{ name: me.name, isVerified: me.emailVerified },
    orders: orders.items.map(toOrderRow),
    hasMore: orders.nextCursor !== null,
  };
}

export default function Overview({
  loaderData: { name, isVerified, orders, hasMore },
}: Route.ComponentProps) {
  const { account } = useWords();
  return (
    <>
      <AccountTitle title={account.greeting(name)} />
      {!isVerified && (
        <Notice kind="warn">
          <p>
            {account.isNotVerified}{' '}
            <Link to="/account/profile" className="underline underline-offset-4">
              {account.profile}
            </Link>
          </p>
        </Notice>
      )}
      <section aria-labelledby="latest" className="grid gap-4">
        <h2 id="latest" className="text-lg">
          {account.latestOrders}
        </h2>
        <OrderList orders={orders} />
        {hasMore && (
          <Link to="/account/orders" className="text-sm underline underline-offset-4">
            {account.allOrders}
          </Link>
        )}
      </section>
    </>
  );
}
