import { useState } from 'react';
import { useLocale, useWords } from '../text/text.tsx';
import { Field, SelectField } from '../../ui/field.tsx';
import type { AddressField, AddressFaults, AddressValues } from './address-rules.ts';
import { COUNTRIES, ruleOf } from './countries.ts';

interface Shown {
  /** Prefix of the field names in the form. */
  prefix: string;
  /** Section for the browser's autofill: `shipping`, `billing`. */
  section: string;
  values: AddressValues;
  faults?: AddressFaults | undefined;
}

/** The fields of an address, labelled and ordered as in its country. */
export function AddressFields({ prefix, section, values, faults = {} }: Shown) {
  const { address } = useWords().checkout;
  const [country, setCountry] = useState(values.country || 'GB');
  const rule = ruleOf(country);
  const errorOf = useErrorOf(faults, country);
  const [firstBad] = Object.keys(faults);
  const field = (name: AddressField, autoComplete: string) => ({
    name: prefix + name,
    autoComplete: `${section} ${autoComplete}`,
    error: errorOf(name),
    defaultValue: values[name],
    // Focuses the first invalid field even without scripts.
    autoFocus: name === firstBad,
  });
  const code = (
    <Field
      key="code"
      label={address[rule.postalWord]}
      className={rule.isCodeFirst ? 'sm:col-span-2' : 'sm:col-span-3'}
      {...field('postalCode', 'postal-code')}
    />
  );
  const city = (
    <Field
      key="city"
      label={address.city}
      className={rule.isCodeFirst ? 'sm:col-span-4' : 'sm:col-span-3'}
      {...field('city', 'address-level2')}
    />
  );
  return (
    <div className="grid gap-4 sm:grid-cols-6">
      <CountryField {...{ prefix, section, country, setCountry }} error={errorOf('country')} />
      <Field label={address.name} className="sm:col-span-6" {...field('name', 'name')} />
      <Field label={address.line1} className="sm:col-span-6" {...field('line1', 'address-line1')} />
      <Field label={address.line2} className="sm:col-span-6" {...field('line2', 'address-line2')} />
      {rule.isCodeFirst ? [code, city] : [city]}
      <RegionField country={country} {...field('region', 'address-level1')} />
      {!rule.isCodeFirst && code}
    </div>
  );
}

function CountryField(shown: {
  prefix: string;
  section: string;
  country: string;
  setCountry: (code: string) => void;
  error: string | undefined;
}) {
  const { address } = useWords().checkout;
  const names = new Intl.DisplayNames(useLocale(), { type: 'region' });
  return (
    <div className="grid gap-2 sm:col-span-6">
      <SelectField
        label={address.country}
        name={`${shown.prefix}country`}
        autoComplete={`${shown.section} country`}
        defaultValue={shown.country}
        error={shown.error}
        onChange={(event) => shown.setCountry(event.target.value)}
      >
        {Object.keys(COUNTRIES).map((code) => (
          <option key={code} value={code}>
            {names.of(code)}
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
  country,
  name,
  autoComplete,
  error,
  defaultValue,
  autoFocus,
}: {
  country: string;
  name: string;
  autoComplete: string;
  error: string | undefined;
  defaultValue: string;
  autoFocus: boolean;
}) {
  const { address } = useWords().checkout;
  const { region } = ruleOf(country);
  if (!region) return null;
  const label = region.isRequired ? address[region.word] : address.optional(address[region.word]);
  const tied = { label, name, autoComplete, error, autoFocus, className: 'sm:col-span-3' };
  if (!region.choices) return <Field {...tied} defaultValue={defaultValue} />;
  return (
    <SelectField
      {...tied}
      key={country}
      defaultValue={region.choices.includes(defaultValue) ? defaultValue : ''}
    >
      <option value="">{address.choose}</option>
      {region.choices.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </SelectField>
  );
}

function useErrorOf(faults: AddressFaults, country: string): (field: AddressField) => string | undefined {
  const { checkout, problems } = useWords();
  const { address } = checkout;
  const rule = ruleOf(country);
  return (field) => {
    switch (faults[field]) {
      case undefined:
        return undefined;
      case 'required':
        return field === 'region' && rule.region?.choices ? address.chooseOne : problems.required;
      case 'tooLong':
        return address.tooLong;
      case 'postalCode':
        return address.postalFault(rule.postalExample);
      case 'choice':
        return address.chooseOne;
      case 'country':
        return address.chooseCountry;
    }
  };
}
