import { useEffect, useRef, useState } from 'react';
import type { AddressForm } from '@tradepost/addresses';
import { useWords } from '../text/text.tsx';
import { Field, SelectField } from '../../ui/field.tsx';
import type { AddressField, AddressFaults, AddressValues, CountryChoice } from './address-values.ts';

interface Shown {
  /** Prefix of the field names in the form. */
  prefix: string;
  /** Section for the browser's autofill: `shipping`, `billing`. */
  section: string;
  values: AddressValues;
  countries: readonly CountryChoice[];
  /** Of the country in `values`; for another one the browser asks the server. */
  form: AddressForm;
  faults?: AddressFaults | undefined;
}

/** The fields of an address, labelled and ordered as in its country. */
export function AddressFields({ prefix, section, values, countries, form: first, faults = {} }: Shown) {
  const { address } = useWords().checkout;
  const { country, form, choose } = useForm(first);
  const errorOf = useErrorOf(faults, form);
  const [firstBad] = Object.keys(faults);
  const field = (name: AddressField, autoComplete: string, isRequired: boolean) => ({
    name: prefix + name,
    autoComplete: `${section} ${autoComplete}`,
    error: errorOf(name),
    defaultValue: values[name],
    'aria-required': isRequired,
    // Focuses the first invalid field even without scripts.
    autoFocus: name === firstBad,
  });
  const { postalCode, hasCity, isCityRequired } = form;
  const code = postalCode && (
    <Field
      key="code"
      label={labelOf(address, wordOf(postalCode.word, form.country), postalCode.isRequired)}
      className={postalCode.isFirst ? 'sm:col-span-2' : 'sm:col-span-3'}
      {...field('postalCode', 'postal-code', postalCode.isRequired)}
    />
  );
  const city = hasCity && (
    <Field
      key="city"
      label={isCityRequired ? address.city : address.optional(address.city)}
      className={postalCode?.isFirst ? 'sm:col-span-4' : 'sm:col-span-3'}
      {...field('city', 'address-level2', isCityRequired)}
    />
  );
  return (
    <div className="grid gap-4 sm:grid-cols-6">
      <CountryField {...{ prefix, section, country, countries, choose }} error={errorOf('country')} />
      <Field label={address.name} className="sm:col-span-6" {...field('name', 'name', true)} />
      <Field label={address.line1} className="sm:col-span-6" {...field('line1', 'address-line1', true)} />
      <Field label={address.line2} className="sm:col-span-6" {...field('line2', 'address-line2', false)} />
      {postalCode?.isFirst ? [code, city] : [city]}
      <RegionField form={form} {...field('region', 'address-level1', form.region?.isRequired ?? false)} />
      {!postalCode?.isFirst && code}
    </div>
  );
}

/** The form of the chosen country; until it has come, and when it can't be had, that of the country before. */
function useForm(first: AddressForm) {
  const [country, setCountry] = useState(first.country);
  const [form, setForm] = useState(first);
  const wanted = useRef(country);
  const choose = (code: string): void => {
    wanted.current = code;
    setCountry(code);
    void formFromServer(code).then((loaded) => {
      if (loaded && wanted.current === code) setForm(loaded);
    });
  };
  return { country, form, choose };
}

async function formFromServer(country: string): Promise<AddressForm | undefined> {
  try {
    const response = await fetch(`/address-form/${encodeURIComponent(country)}`);
    return response.ok ? ((await response.json()) as AddressForm) : undefined;
  } catch {
    return undefined; // the server checks the address all the same
  }
}

function CountryField(shown: {
  prefix: string;
  section: string;
  country: string;
  countries: readonly CountryChoice[];
  choose: (code: string) => void;
  error: string | undefined;
}) {
  const { address } = useWords().checkout;
  const { country, countries, choose } = shown;
  const select = useRef<HTMLSelectElement>(null);
  // What was chosen before the scripts ran changed nothing yet.
  useEffect(() => {
    const chosen = select.current?.value;
    if (chosen && chosen !== country) choose(chosen);
  }, []);
  // A saved address may be in a country that can no longer be chosen.
  const isKnown = countries.some(({ code }) => code === country);
  return (
    <div className="grid gap-2 sm:col-span-6">
      <SelectField
        ref={select}
        label={address.country}
        name={`${shown.prefix}country`}
        autoComplete={`${shown.section} country`}
        defaultValue={country}
        error={shown.error}
        onChange={(event) => choose(event.target.value)}
      >
        {!isKnown && <option value={country}>{country || address.choose}</option>}
        {countries.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
      <noscript>
        <button type="submit" name="intent" value="country" className="text-sm underline underline-offset-4">
          {address.countryAction}
        </button>
      </noscript>
    </div>
  );
}

function RegionField({
  form,
  name,
  autoComplete,
  error,
  defaultValue,
  autoFocus,
  'aria-required': isRequired,
}: {
  form: AddressForm;
  name: string;
  autoComplete: string;
  error: string | undefined;
  defaultValue: string;
  autoFocus: boolean;
  'aria-required': boolean;
}) {
  const { address } = useWords().checkout;
  const { region } = form;
  if (!region) return null;
  const label = labelOf(address, regionWordOf(region.word), isRequired);
  const tied = { label, name, autoComplete, error, autoFocus, className: 'sm:col-span-3' };
  if (region.choices.length === 0)
    return <Field {...tied} defaultValue={defaultValue} aria-required={isRequired} />;
  const isChoice = region.choices.some(({ value }) => value === defaultValue);
  return (
    <SelectField {...tied} key={form.country} defaultValue={defaultValue} aria-required={isRequired}>
      <option value="">{address.choose}</option>
      {defaultValue && !isChoice && <option>{defaultValue}</option>}
      {region.choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.name}
        </option>
      ))}
    </SelectField>
  );
}

type Words = ReturnType<typeof useWords>['checkout']['address'];
type Word =
  'postcode' | 'eircode' | 'postalCode' | 'zip' | 'pin' | 'county' | 'state' | 'province' | 'region';

const labelOf = (words: Words, word: Word, isRequired: boolean): string =>
  isRequired ? words[word] : words.optional(words[word]);

/** Where English calls a postal code a postcode. */
const POSTCODE = new Set(['GB', 'JE', 'GG', 'IM', 'AU', 'NZ']);

function wordOf(word: string, country: string): Word {
  if (POSTCODE.has(country)) return 'postcode';
  return word === 'zip' || word === 'pin' || word === 'eircode' ? word : 'postalCode';
}

const regionWordOf = (word: string): Word =>
  word === 'county' || word === 'state' || word === 'province' ? word : 'region';

function useErrorOf(faults: AddressFaults, form: AddressForm): (field: AddressField) => string | undefined {
  const { checkout, problems } = useWords();
  const { address } = checkout;
  const hasChoices = (form.region?.choices.length ?? 0) > 0;
  return (field) => {
    switch (faults[field]) {
      case undefined:
        return undefined;
      case 'required':
        return field === 'region' && hasChoices ? address.chooseOne : problems.required;
      case 'tooLong':
        return address.tooLong;
      case 'postalCode':
        return address.postalFault(form.postalCode?.example ?? '');
      case 'choice':
        return address.chooseOne;
      case 'country':
        return address.chooseCountry;
      case 'text':
        return address.textFault;
    }
  };
}
