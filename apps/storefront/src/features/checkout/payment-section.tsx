import type { PaymentMethod } from '../../lib/payment-methods.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Choice, Section } from './section.tsx';

interface Shown {
  methods: readonly PaymentMethod[];
  chosen: string;
  isBad: boolean;
}

export function PaymentSection({ methods, chosen, isBad }: Shown) {
  const { checkout: words } = useWords();
  return (
    <Section title={words.payment} id="payment">
      {methods.some(({ provider }) => provider === 'sandbox') && (
        <p className="rounded border border-dashed border-line-strong px-4 py-3 text-sm text-soft">
          {words.paymentTest}
        </p>
      )}
      {isBad && (
        <p role="alert" className="text-sm text-sale">
          {words.paymentMethodFault}
        </p>
      )}
      <div role="radiogroup" aria-label={words.payment}>
        {methods.map(({ id, token }) => (
          <Choice key={id} name="paymentMethod" value={id} isChosen={id === chosen}>
            {words.paymentMethods[id] ?? token}
          </Choice>
        ))}
      </div>
    </Section>
  );
}
