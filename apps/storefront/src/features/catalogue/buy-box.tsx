import type { Schema } from '@tradepost/api-client';
import { type FormEvent, useId, useState } from 'react';
import { Form, Link, useFetcher, useLocation, useSearchParams } from 'react-router';
import { type Added, ADDING } from '../../lib/purchase/add-to-cart.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type Choice, most } from './choice.ts';
import { OptionPicker } from './option-picker.tsx';
import { Price } from './price.tsx';
import { QuantityField } from './quantity-field.tsx';
import { Tiers } from './tiers.tsx';

type Variant = Schema<'Variant'>;

/** The result when nothing was added: a code of ours, or the API's. */
export interface Refusal {
  refused: string;
}
type Answer = Added | Refusal;

/** Price, options, quantity and button in one form, which works without scripts. */
export function BuyBox({ choice, refused }: { choice: Choice; refused: string | undefined }) {
  const { variant } = choice;
  const fetcher = useFetcher<Answer>({ key: ADDING });
  const [search] = useSearchParams();
  const { pathname, search: query } = useLocation();
  const [quantity, setQuantity] = useState(search.get('quantity') ?? '1');
  const id = useId();
  if (!variant) return null;
  const add = (event: FormEvent<HTMLFormElement>) => {
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (submitter?.getAttribute('formmethod') === 'get') return;
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    form.set('answer', 'data');
    void fetcher.submit(form, { method: 'post', action: pathname });
  };
  // Null once the drawer was closed.
  const answer = fetcher.data ?? undefined;
  const isBusy = fetcher.state === 'submitting';
  const refusal = answer && 'refused' in answer ? answer.refused : refused;
  return (
    <Form id={id} method="post" action={pathname + query} onSubmit={add} noValidate className="grid gap-6">
      <input type="hidden" name="intent" value="add" />
      <input type="hidden" name="variantId" value={variant.id} />
      <p className="text-lg">
        <Price price={variant.price} compareAt={variant.compareAtPrice} />
      </p>
      <OptionPicker choice={choice} />
      <Stock variant={variant} />
      <Tiers tiers={variant.tiers} quantity={Number(quantity)} />
      {variant.available && <QuantityField value={quantity} onChange={setQuantity} max={most(variant)} />}
      <BuyBar variant={variant} isBusy={isBusy} />
      <Outcome isAdded={fetcher.state === 'idle' && answer !== undefined && 'added' in answer} />
      {!isBusy && refusal && <Refused code={refusal} />}
    </Form>
  );
}

/** The button; on phones it sticks to the lower edge, with a summary of what it adds. */
function BuyBar({ variant, isBusy }: { variant: Variant; isBusy: boolean }) {
  const { catalogue } = useWords();
  const label = !variant.available ? catalogue.soldOut : isBusy ? catalogue.adding : catalogue.addToCart;
  const chosen = Object.values(variant.options).join(' · ');
  return (
    <div
      data-buy-bar
      className="max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-30 max-md:flex max-md:items-center max-md:gap-4 max-md:border-t max-md:border-line max-md:bg-raised max-md:px-4 max-md:py-3"
    >
      <p aria-hidden="true" className="min-w-0 grow text-sm leading-tight md:hidden">
        <span className="block font-semibold">
          <Price price={variant.price} compareAt={variant.compareAtPrice} />
        </span>
        <span className="block truncate text-xs text-soft">{chosen}</span>
      </p>
      <Button isBusy={isBusy} disabled={!variant.available} className="shrink-0 md:w-full">
        {label}
      </Button>
    </div>
  );
}

/** Shows "3 left" only when it is true and few are left. */
const FEW = 5;

function Stock({ variant: { available, quantityAvailable, maxPerCustomer } }: { variant: Variant }) {
  const { catalogue } = useWords();
  const isFew = available && quantityAvailable !== null && quantityAvailable <= FEW;
  const look = !available ? 'text-soft' : isFew ? 'text-warn' : 'text-good';
  return (
    <p aria-live="polite" className="text-sm">
      <span className={`font-semibold ${look}`}>
        {!available ? catalogue.soldOut : isFew ? catalogue.left(quantityAvailable) : catalogue.inStock}
      </span>
      {available && maxPerCustomer !== null && (
        <span className="text-soft"> · {catalogue.mostEach(maxPerCustomer)}</span>
      )}
    </p>
  );
}

function Outcome({ isAdded }: { isAdded: boolean }) {
  const { catalogue } = useWords();
  return (
    <p role="status" className="text-sm empty:hidden">
      {isAdded && (
        <>
          {catalogue.added}{' '}
          <Link to="/cart" className="font-semibold underline underline-offset-4">
            {catalogue.viewCart}
          </Link>
        </>
      )}
    </p>
  );
}

function Refused({ code }: { code: string }) {
  const { catalogue, problems } = useWords();
  const byCode: Record<string, string> = { ...problems.byCode, ...catalogue.refusals };
  return (
    <Notice kind="bad">
      <p>{byCode[code] ?? problems.byCode.other}</p>
    </Notice>
  );
}
