import type { Schema } from '@tradepost/api-client';
import { AddressFields } from '../../lib/address/address-fields.tsx';
import type { AddressFaults } from '../../lib/address/address-rules.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Button } from '../../ui/button.tsx';
import type { CheckoutValues } from './answer.ts';
import { NEW_ADDRESS } from './read-form.ts';
import { Choice, Section } from './section.tsx';

interface Shown {
  values: CheckoutValues;
  addresses: Schema<'SavedAddress'>[];
  faults: AddressFaults | undefined;
  /** Shipping address and option are known. */
  isKnown: boolean;
}

export function AddressSection({ values, addresses, faults, isKnown }: Shown) {
  const { checkout: words } = useWords();
  const fields = (
    <AddressFields prefix="shipping." section="shipping" values={values.shipping} faults={faults} />
  );
  return (
    <Section title={words.shippingAddress} id="address">
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
        {isKnown ? words.updateDelivery : words.toDelivery}
      </Button>
    </Section>
  );
}

function AddressLine({ address }: { address: Schema<'Address'> }) {
  const { name, line1, line2, city, region, postalCode, country } = address;
  const place = [line1, line2, `${postalCode} ${city}`, region, country].filter(Boolean).join(', ');
  return (
    <span>
      <span className="font-semibold">{name}</span>
      <br />
      <span className="text-soft">{place}</span>
    </span>
  );
}
