import { useWords } from '../../lib/text/text.tsx';
import { CARDS } from './answer.ts';
import { Choice, Section } from './section.tsx';

export function PaymentSection({ chosen, isBad }: { chosen: string; isBad: boolean }) {
  const { checkout: words } = useWords();
  return (
    <Section title={words.payment} id="payment">
      <p className="rounded border border-dashed border-line-strong px-4 py-3 text-sm text-soft">
        {words.paymentTest}
      </p>
      {isBad && (
        <p role="alert" className="text-sm text-sale">
          {words.cardFault}
        </p>
      )}
      <div role="radiogroup" aria-label={words.payment}>
        {CARDS.map((card) => (
          <Choice key={card} name="card" value={card} isChosen={card === chosen}>
            {words.cards[card]}
          </Choice>
        ))}
      </div>
    </Section>
  );
}
