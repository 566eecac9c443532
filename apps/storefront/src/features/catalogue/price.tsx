import type { Schema } from '@tradepost/api-client';
import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';

type Money = Schema<'Money'>;

/** The sale price first, the former one struck through; both are labelled for screen readers. */
export function Price({ price, max, compareAt }: { price: Money; max?: Money; compareAt?: Money | null }) {
  const { catalogue } = useWords();
  const money = useMoney();
  const shown = max && max.amount !== price.amount ? catalogue.from(money(price)) : money(price);
  if (!compareAt || compareAt.amount <= price.amount) return <span className="tabular">{shown}</span>;
  return (
    <span className="tabular">
      <span className="text-sale">
        <span className="sr-only">{catalogue.now(shown)}</span>
        <span aria-hidden="true">{shown}</span>
      </span>{' '}
      <s className="text-soft">
        <span className="sr-only">{catalogue.was(money(compareAt))}</span>
        <span aria-hidden="true">{money(compareAt)}</span>
      </s>
    </span>
  );
}
