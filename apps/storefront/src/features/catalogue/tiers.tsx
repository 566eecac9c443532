import type { Schema } from '@tradepost/api-client';
import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';

/** The price tiers; the row that applies to the quantity is marked. */
export function Tiers({ tiers, quantity }: { tiers: Schema<'PriceTier'>[]; quantity: number }) {
  const { catalogue } = useWords();
  const money = useMoney();
  if (tiers.length === 0) return null;
  const rising = [...tiers].sort((a, b) => a.minQuantity - b.minQuantity);
  const current = rising.findLast(({ minQuantity }) => minQuantity <= quantity);
  return (
    <table className="w-full max-w-sm border-collapse text-sm">
      <caption className="pb-1 text-left font-semibold">{catalogue.tiers}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{catalogue.quantity}</th>
          <th scope="col">{catalogue.priceEach}</th>
        </tr>
      </thead>
      <tbody>
        {rising.map((tier) => (
          <tr
            key={tier.minQuantity}
            aria-current={tier === current || undefined}
            className="border-t border-line aria-current:font-semibold aria-current:text-accent"
          >
            <td className="py-2">{catalogue.fromQuantity(tier.minQuantity)}</td>
            <td className="tabular py-2 text-right">{catalogue.each(money(tier.price))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
