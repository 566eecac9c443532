import { useMoney } from '../money.ts';
import { useWords } from '../text/text.tsx';
import type { Problem } from './problem-kinds.ts';

/** The message for a problem of a line. */
export function useProblemText(): (problem: Problem) => string {
  const { cart: words } = useWords();
  const money = useMoney();
  return ({ code, available, limit, previous, current, detail }) => {
    switch (code) {
      case 'stock.insufficient':
        return available ? words.onlyLeft(available) : words.soldOut;
      case 'variant.unavailable':
        return words.unavailable;
      case 'line.over_customer_limit':
        return words.perCustomer(limit ?? 1);
      case 'price.changed':
        return previous && current ? words.priceChanged(money(previous), money(current)) : detail;
      case 'currency.mixed':
        return words.otherCurrency;
      default:
        return detail;
    }
  };
}

export function LineProblems({ problems }: { problems: Problem[] }) {
  const text = useProblemText();
  if (problems.length === 0) return null;
  return (
    <ul className="grid gap-1 text-sm">
      {problems.map((problem) => (
        <li
          key={problem.code}
          className={
            problem.code === 'price.changed'
              ? 'border-l-2 border-warn pl-3 text-warn'
              : 'border-l-2 border-sale pl-3 text-sale'
          }
        >
          {text(problem)}
        </li>
      ))}
    </ul>
  );
}
