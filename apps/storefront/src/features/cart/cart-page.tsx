import type { Schema } from '@tradepost/api-client';
import { Link, useFetcher } from 'react-router';
import { isBlocking } from '../../lib/purchase/problem-kinds.ts';
import { isShipped } from '../../lib/purchase/shipping.ts';
import { TotalsList } from '../../lib/purchase/totals.tsx';
import { useWords } from '../../lib/text/text.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { CartLine } from './cart-line.tsx';
import type { CartChange, Removed } from './change-cart.ts';
import { useFaultText } from './fault-text.ts';

type Cart = Schema<'Cart'>;

interface Shown {
  cart: Cart | null;
  /** The order that is being placed from the cart. */
  orderId: string | null;
  sent: CartChange | undefined;
}

export function CartPage({ cart, orderId, sent }: Shown) {
  const { cart: words } = useWords();
  const removal = useFetcher<CartChange>({ key: 'cart-removal' });
  const leaving = removal.formData?.get('intent') === 'remove' ? removal.formData.get('lineId') : null;
  const lines = cart?.lines.filter(({ id }) => id !== leaving) ?? [];
  const last = removal.data ?? sent;
  return (
    <div className="wrap grid gap-8 py-10 md:py-14">
      <h1 className="text-xl">{words.title}</h1>
      <LastChange last={leaving ? undefined : last} fetcher={removal} lineIds={lines.map(({ id }) => id)} />
      {cart?.state === 'completing' && (
        <Notice kind="warn">
          {words.completing}{' '}
          {orderId && (
            <Link to={`/orders/${orderId}`} className="underline underline-offset-4">
              {words.toOrder}
            </Link>
          )}
        </Notice>
      )}
      {!cart || lines.length === 0 ? (
        <div className="grid justify-items-start gap-6 py-8">
          <p className="text-lg text-soft">{words.empty}</p>
          <ButtonLink to="/">{words.emptyAction}</ButtonLink>
        </div>
      ) : (
        <div className="grid gap-10 lg:grid-cols-[1fr_22rem] lg:gap-16">
          <ul aria-label={words.lines} className="divide-y divide-line border-y border-line">
            {lines.map((line) => (
              <CartLine
                key={line.id}
                line={line}
                problems={cart.problems.filter(({ lineId }) => lineId === line.id)}
                removal={removal}
                sent={sent?.lineId === line.id ? sent : undefined}
              />
            ))}
          </ul>
          <Summary cart={cart} />
        </div>
      )}
    </div>
  );
}

function Summary({ cart }: { cart: Cart }) {
  const { cart: words } = useWords();
  const isBlocked = cart.problems.some(isBlocking);
  return (
    <section
      aria-labelledby="summary"
      className="grid content-start gap-5 self-start rounded border border-line bg-raised p-6 lg:sticky lg:top-6"
    >
      <h2 id="summary" className="text-lg">
        {words.summary}
      </h2>
      <TotalsList
        totals={cart.totals}
        isShipped={isShipped(cart)}
        isShippingKnown={cart.shippingOption !== null}
        shippingLater={words.shippingLater}
      />
      {isBlocked ? (
        <p className="text-sm text-sale">{words.fixFirst}</p>
      ) : (
        <ButtonLink to="/checkout" isWide>
          {words.checkout}
        </ButtonLink>
      )}
      <Link to="/" className="text-center text-sm underline underline-offset-4">
        {words.keepShopping}
      </Link>
    </section>
  );
}

interface LastProps {
  last: CartChange | undefined;
  fetcher: ReturnType<typeof useFetcher<CartChange>>;
  lineIds: string[];
}

/** The removed line with a button to restore it, or why it could not be removed. */
function LastChange({ last, fetcher, lineIds }: LastProps) {
  const { cart: words } = useWords();
  const faultText = useFaultText();
  if (last?.removed) return <Undo removed={last.removed} fetcher={fetcher} />;
  // A visible line shows its own error.
  if (!last?.fault || (last.lineId && lineIds.includes(last.lineId))) return null;
  return (
    <Notice kind="bad" title={words.rolledBack}>
      {last.fault !== 'other' && faultText(last.fault)}
    </Notice>
  );
}

function Undo({ removed, fetcher }: { removed: Removed; fetcher: LastProps['fetcher'] }) {
  const { cart: words } = useWords();
  return (
    <Notice kind="good">
      <fetcher.Form
        method="post"
        action="/cart"
        className="flex flex-wrap items-center justify-between gap-x-6"
      >
        {words.removed(removed.title)}
        <input type="hidden" name="intent" value="undo" />
        <input type="hidden" name="variantId" value={removed.variantId} />
        <input type="hidden" name="quantity" value={removed.quantity} />
        <button type="submit" className="min-h-11 font-semibold underline underline-offset-4">
          {words.undo}
        </button>
      </fetcher.Form>
    </Notice>
  );
}
