import type { Schema } from '@tradepost/api-client';
import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Button } from '../../ui/button.tsx';
import type { CheckoutIssue } from './answer.ts';

interface Shown {
  cart: Schema<'Cart'>;
  issue: CheckoutIssue | undefined;
  isPlacing: boolean;
}

/** Places the order for exactly the total shown on it. */
export function PlaceButton({ cart, issue, isPlacing }: Shown) {
  const { checkout: words } = useWords();
  const money = useMoney();
  if (issue?.kind === 'short' || issue?.kind === 'elsewhere') return null;
  const total = money(cart.totals.grand);
  const label = issue?.kind === 'drift' ? words.acceptAndPlace(total) : words.place(total);
  return (
    <div className="grid gap-2">
      <input type="hidden" name="expectedAmount" value={cart.totals.grand.amount} />
      <Button name="intent" value="place" isWide isBusy={isPlacing}>
        {isPlacing ? words.placing : label}
      </Button>
      <p role="status" className="min-h-6 text-center text-sm text-soft">
        {isPlacing && words.keepOpen}
      </p>
    </div>
  );
}
