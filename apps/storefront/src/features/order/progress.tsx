import type { Schema } from '@tradepost/api-client';
import { useWords } from '../../lib/text/text.tsx';
import { cx } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { progressOf, type Step } from './after-order.ts';

const STEPS: Step[] = ['placed', 'paid', 'sent', 'delivered'];

export function Progress({ order }: { order: Schema<'Order'> }) {
  const { orders: words } = useWords();
  const progress = progressOf(order);
  if (!progress) return null;
  return (
    <ol aria-label={words.progress} className="grid grid-cols-4 gap-2">
      {STEPS.map((step) => {
        const isDone = progress[step];
        return (
          <li
            key={step}
            className={cx(
              'flex flex-wrap items-center gap-x-0.5 border-t-4 pt-2 text-xs sm:gap-x-1 sm:text-sm',
              isDone ? 'border-accent font-semibold' : 'border-line text-soft',
            )}
          >
            {isDone && <Icon name="check" size={16} />}
            {words.steps[step]}
            <span className="sr-only">, {isDone ? words.stepDone : words.stepOpen}</span>
          </li>
        );
      })}
    </ol>
  );
}
