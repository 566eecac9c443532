import { AddressFields } from '../../lib/address/address-fields.tsx';
import type { AddressFaults, CountryChoice } from '../../lib/address/address-values.ts';
import { useWords } from '../../lib/text/text.tsx';
import type { AddressForms, CheckoutValues } from './answer.ts';
import { Choice, Section } from './section.tsx';

/** The fields of another address appear when it is chosen, even without scripts. */
export function BillingSection({
  values,
  countries,
  forms,
  faults,
}: {
  values: CheckoutValues;
  countries: readonly CountryChoice[];
  forms: AddressForms;
  faults: AddressFaults | undefined;
}) {
  const { checkout: words } = useWords();
  return (
    <Section title={words.billing} id="billing">
      <div className="group grid gap-4">
        <div role="radiogroup" aria-label={words.billing}>
          <Choice name="billing" value="same" isChosen={!values.isBillingOther}>
            {words.billingSame}
          </Choice>
          <Choice name="billing" value="other" isChosen={values.isBillingOther} className="other-payer">
            {words.billingOther}
          </Choice>
        </div>
        <div className="hidden group-has-[.other-payer_:checked]:block">
          <AddressFields
            {...{ prefix: 'billing.', section: 'billing', values: values.billing }}
            {...{ countries, form: forms.billing, faults }}
          />
        </div>
      </div>
    </Section>
  );
}
