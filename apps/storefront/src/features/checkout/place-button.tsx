import type { Schema } from '@tradepost/api-client';
import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Button } from '../../ui/button.tsx';
import type { Trouble } from './answer.ts';

type Shown = { cart: Schema<'Cart'>; trouble: Trouble | undefined; isPlacing: boolean };

/** Buys for the sum that stands on it and for no other. */
export function PlaceButton({ cart, trouble, isPlacing }: Shown) {
  const { checkout: words } = useWords();
  const money = useMoney();
  if (trouble?.kind === 'short' || trouble?.kind === 'elsewhere') return null;
  const total = money(cart.totals.grand);
  const label = trouble?.kind === 'drift' ? words.acceptAndPlace(total) : words.place(total);
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
