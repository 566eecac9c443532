import type { Schema } from '@tradepost/api-client';
import { AddressFields } from '../../lib/address/address-fields.tsx';
import type { AddressFaults, CountryChoice } from '../../lib/address/address-values.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Button } from '../../ui/button.tsx';
import type { AddressForms, CheckoutValues } from './answer.ts';
import { NEW_ADDRESS } from './read-form.ts';
import { Choice, Section } from './section.tsx';

interface Shown {
  values: CheckoutValues;
  addresses: Schema<'SavedAddress'>[];
  countries: readonly CountryChoice[];
  forms: AddressForms;
  faults: AddressFaults | undefined;
  /** False: nothing is shipped, the address is that of the buyer. */
  isShipped: boolean;
  /** The address is known, and the shipping option, if there is one. */
  isKnown: boolean;
}

export function AddressSection({ values, addresses, countries, forms, faults, isShipped, isKnown }: Shown) {
  const { checkout: words } = useWords();
  const next = isShipped ? words.toDelivery : words.toPayment;
  const update = isShipped ? words.updateDelivery : words.updateTotal;
  const fields = (
    <AddressFields
      key={values.copiedId ?? ''}
      {...{ prefix: 'shipping.', section: 'shipping', values: values.shipping }}
      {...{ countries, form: forms.shipping, faults }}
    />
  );
  return (
    <Section title={isShipped ? words.shippingAddress : words.billing} id="address">
      {!isShipped && <p className="text-sm text-soft">{words.nothingToDeliver}</p>}
      {addresses.length === 0 ? (
        fields
      ) : (
        <div className="group grid gap-4">
          <div role="radiogroup" aria-label={words.savedAddress}>
            {addresses.map(({ id, address }) => (
              <Choice key={id} name="addressId" value={id} isChosen={values.addressId === id}>
                <AddressLine address={address} />
              </Choice>
            ))}
            <Choice
              name="addressId"
              value={NEW_ADDRESS}
              isChosen={values.addressId === NEW_ADDRESS}
              className="new-address"
            >
              {words.newAddress}
            </Choice>
          </div>
          <div className="hidden group-has-[.new-address_:checked]:block">{fields}</div>
        </div>
      )}
      <Button
        name="intent"
        value="address"
        look={isKnown ? 'secondary' : 'primary'}
        className="justify-self-start"
      >
        {isKnown ? update : next}
      </Button>
    </Section>
  );
}

function AddressLine({ address }: { address: Schema<'Address'> }) {
  const { name, line1, line2, city, region, postalCode, country } = address;
  const town = [postalCode, city].filter(Boolean).join(' ');
  const place = [line1, line2, town, region, country].filter(Boolean).join(', ');
  return (
    <span>
      <span className="font-semibold">{name}</span>
      <br />
      <span className="text-soft">{place}</span>
    </span>
  );
}
