import type { Schema } from '@tradepost/api-client';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Form, useLocation, useNavigate } from 'react-router';
import { fromForm, type Listing, toSearch } from '../../lib/listing.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { isColour } from './colours.ts';
import { Swatch } from './swatch.tsx';

type Facet = Schema<'Facet'>;

interface Shown {
  id: string;
  listing: Listing;
  facets: Facet[];
  isPriceWrong: boolean;
  /** Further filters of the page, shown first. */
  first?: ((listing: Listing) => ReactNode) | undefined;
}

/** One form that reloads the page. With scripts every change submits it at once. */
export function Filters({ id, listing: shown, facets, isPriceWrong, first }: Shown) {
  const { catalogue } = useWords();
  const { listing, ask } = useAsking(shown);
  return (
    <Form
      id={id}
      action="?"
      aria-label={catalogue.filters}
      className="grid gap-1"
      onSubmit={ask}
      onChange={(event) =>
        event.target instanceof HTMLInputElement && event.target.type !== 'text' && ask(event)
      }
    >
      <input type="hidden" name="q" value={listing.q} disabled={!listing.q} />
      <input type="hidden" name="sort" value={listing.sort ?? ''} disabled={!listing.sort} />
      {first?.(listing)}
      <Check
        name="inStock"
        value="true"
        label={catalogue.onlyInStock}
        checked={listing.inStock}
        onChange={keep}
      />
      <PriceFields key={id} listing={listing} isWrong={isPriceWrong} />
      {facets.map((facet) => (
        <FacetGroup key={facet.name} facet={facet} chosen={chosenOf(listing, facet.name)} />
      ))}
      <div className="mt-4 hidden noscript:block">
        <Button look="secondary" isWide>
          {catalogue.apply}
        </Button>
      </div>
    </Form>
  );
}

// The form submits on change; the checkbox itself is stateless.
const keep = () => {};

/** Checkboxes update at once, before the navigation finishes. */
function useAsking(shown: Listing) {
  const [asked, setAsked] = useState<Listing>();
  const address = toSearch(shown);
  useEffect(() => setAsked(undefined), [address]);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const next = fromForm(new FormData(event.currentTarget));
    setAsked(next);
    void navigate(pathname + toSearch(next), { preventScrollReset: true });
  };
  return { listing: asked ?? shown, ask };
}

function chosenOf({ vendor, options }: Listing, facet: string): string[] {
  if (facet === 'vendor') return vendor;
  const wanted = facet.replace(/^option\./, '').toLowerCase();
  return Object.entries(options).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? [];
}

const FIRST = 7;

function FacetGroup({ facet: { name, label, values }, chosen }: { facet: Facet; chosen: string[] }) {
  const { catalogue } = useWords();
  const isChosen = (value: string) => chosen.some((one) => one.toLowerCase() === value.toLowerCase());
  // A selected value stays visible although no product is left.
  const gone = chosen
    .filter((one) => !values.some(({ value }) => value.toLowerCase() === one.toLowerCase()))
    .map((value) => ({ value, label: value, count: 0 }));
  const all = [...gone, ...values];
  const shown = all.filter(({ value }, at) => at < FIRST + gone.length || isChosen(value));
  const rest = all.filter((one) => !shown.includes(one));
  const title = name === 'vendor' ? catalogue.vendor : label;
  const box = ({ value, label: text, count }: Facet['values'][number]) => (
    <Check
      key={value}
      name={name}
      value={value}
      count={count}
      checked={isChosen(value)}
      onChange={keep}
      label={
        <>
          {isColour(label) && <Swatch value={value} size={16} />}
          {text}
        </>
      }
    />
  );
  return (
    <fieldset className="mt-3 border-t border-line pt-3">
      <legend className="float-left mb-1 w-full text-sm font-semibold">{title}</legend>
      <div className="clear-both">
        {shown.map(box)}
        {rest.length > 0 && (
          <details>
            <summary className="min-h-9 py-1.5 text-sm underline underline-offset-4">
              {catalogue.showAllOf(title)}
            </summary>
            {rest.map(box)}
          </details>
        )}
      </div>
    </fieldset>
  );
}

function PriceFields({ listing, isWrong }: { listing: Listing; isWrong: boolean }) {
  const { catalogue } = useWords();
  return (
    <fieldset className="mt-3 border-t border-line pt-3">
      <legend className="float-left mb-1 w-full text-sm font-semibold">{catalogue.price}</legend>
      <div className="clear-both flex items-end gap-2">
        <PriceField name="minPrice" label={catalogue.lowest} value={listing.minPrice} isWrong={isWrong} />
        <PriceField name="maxPrice" label={catalogue.highest} value={listing.maxPrice} isWrong={isWrong} />
      </div>
      {isWrong && (
        <p role="alert" className="mt-2 text-sm text-sale">
          {catalogue.priceFault}
        </p>
      )}
    </fieldset>
  );
}

interface PriceShown {
  name: string;
  label: string;
  value: string;
  isWrong: boolean;
}

/** Submits on blur or Enter, not on every keystroke. */
function PriceField({ name, label, value, isWrong }: PriceShown) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current) field.current.value = value;
  }, [value]);
  return (
    <label className="grid min-w-0 flex-1 gap-1 text-xs text-soft">
      {label}
      <input
        ref={field}
        type="text"
        name={name}
        defaultValue={value}
        inputMode="decimal"
        autoComplete="off"
        aria-invalid={isWrong || undefined}
        onBlur={(event) => event.target.value !== value && event.target.form?.requestSubmit()}
        className="tabular min-h-10 w-full rounded border border-line-strong bg-raised px-2 text-base text-ink aria-invalid:border-2 aria-invalid:border-sale"
      />
    </label>
  );
}
