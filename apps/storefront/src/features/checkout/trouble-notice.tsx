import type { Schema } from '@tradepost/api-client';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useProblemText } from '../../lib/goods/line-problems.tsx';
import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type CheckoutFaults, countFaults, type Trouble } from './answer.ts';

type Shown = {
  trouble: Trouble | undefined;
  faults: CheckoutFaults | undefined;
  cart: Schema<'Cart'>;
};

/** Why nothing was bought yet, what is new, and what can be done now. */
export function TroubleNotice({ trouble, faults, cart }: Shown) {
  const { checkout: words, frame } = useWords();
  const money = useMoney();
  if (faults) return <Notice kind="bad" title={words.checkFields(countFaults(faults))} />;
  switch (trouble?.kind) {
    case undefined:
      return null;
    case 'declined':
      return (
        <Notice kind="bad" title={words.declinedTitle}>
          {words[trouble.reason]}
        </Notice>
      );
    case 'abandoned':
      return (
        <Notice kind="warn" title={words.abandonedTitle}>
          {words.abandoned}
        </Notice>
      );
    case 'drift':
      return (
        <Notice kind="warn" title={words.driftTitle}>
          <p>{words.driftText}</p>
          <LineNews cart={cart} />
          <p className="font-semibold">{words.driftTotal(money(trouble.before), money(cart.totals.grand))}</p>
        </Notice>
      );
    case 'short':
      return (
        <Notice kind="bad" title={words.shortTitle}>
          <p>{words.shortText}</p>
          <LineNews cart={cart} />
          <Button name="intent" value="adjust" look="secondary" className="mt-2">
            {words.shortAction}
          </Button>
        </Notice>
      );
    case 'unsure':
      return (
        <Notice kind="warn" title={words.unsureTitle}>
          {words.unsure}
        </Notice>
      );
    case 'elsewhere':
      return (
        <Notice kind="warn" title={words.elsewhereTitle}>
          {words.elsewhere}{' '}
          {trouble.orderId && <Underlined to={`/orders/${trouble.orderId}`}>{words.toOrder}</Underlined>}
        </Notice>
      );
    case 'noDelivery':
      return <Notice kind="bad" title={words.noDelivery} />;
    case 'network':
      return <Notice kind="warn">{frame.offline}</Notice>;
    case 'other':
      return <Notice kind="bad" title={words.otherFault} />;
  }
}

/** Line by line what is not as the shopper last saw it. */
function LineNews({ cart }: { cart: Schema<'Cart'> }) {
  const text = useProblemText();
  const news = cart.problems.flatMap((problem) => {
    const line = cart.lines.find(({ id }) => id === problem.lineId);
    return line ? [{ line, problem }] : [];
  });
  return (
    <ul className="my-2 grid gap-1">
      {news.map(({ line, problem }) => (
        <li key={line.id + problem.code}>
          <span className="font-semibold">{line.title || line.sku}</span>: {text(problem)}
        </li>
      ))}
    </ul>
  );
}

function Underlined({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} className="underline underline-offset-4">
      {children}
    </Link>
  );
}
