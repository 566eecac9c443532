import type { Schema } from '@tradepost/api-client';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useProblemText } from '../../lib/purchase/line-problems.tsx';
import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type CheckoutFaults, countFaults, type CheckoutIssue } from './answer.ts';

interface Shown {
  issue: CheckoutIssue | undefined;
  faults: CheckoutFaults | undefined;
  cart: Schema<'Cart'>;
}

/** Why no order was placed, what has changed, and what to do. */
export function IssueNotice({ issue, faults, cart }: Shown) {
  const { checkout: words, frame } = useWords();
  const money = useMoney();
  if (faults) return <Notice kind="bad" title={words.checkFields(countFaults(faults))} />;
  switch (issue?.kind) {
    case undefined:
      return null;
    case 'declined':
      return (
        <Notice kind="bad" title={words.declinedTitle}>
          {words[issue.reason]}
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
          <ChangedLines cart={cart} />
          <p className="font-semibold">{words.driftTotal(money(issue.before), money(cart.totals.grand))}</p>
        </Notice>
      );
    case 'short':
      return (
        <Notice kind="bad" title={words.shortTitle}>
          <p>{words.shortText}</p>
          <ChangedLines cart={cart} />
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
          {issue.orderId && <Underlined to={`/orders/${issue.orderId}`}>{words.toOrder}</Underlined>}
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

/** The changed lines, one by one. */
function ChangedLines({ cart }: { cart: Schema<'Cart'> }) {
  const text = useProblemText();
  const changed = cart.problems.flatMap((problem) => {
    const line = cart.lines.find(({ id }) => id === problem.lineId);
    return line ? [{ line, problem }] : [];
  });
  return (
    <ul className="my-2 grid gap-1">
      {changed.map(({ line, problem }) => (
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
