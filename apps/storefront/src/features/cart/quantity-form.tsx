import type { Schema } from '@tradepost/api-client';
import { useState } from 'react';
import type { useFetcher } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { CartChange } from './change-cart.ts';

interface Shown {
  line: Schema<'Line'>;
  fetcher: ReturnType<typeof useFetcher<CartChange>>;
  isBad: boolean;
}

/** Shows the requested quantity optimistically; after a refusal the cart's quantity returns. */
function useQuantity({ line, fetcher }: Shown) {
  const [typed, setTyped] = useState<string>();
  const sent = fetcher.formData?.get('quantity');
  const asked = typeof sent === 'string' ? sent : String(line.quantity);
  const send = (quantity: string) => {
    setTyped(undefined);
    if (quantity === asked) return;
    const change = { intent: 'quantity', lineId: line.id, quantity };
    void fetcher.submit(change, { method: 'post', action: '/cart' });
  };
  return { shown: typed ?? asked, typed, setTyped, send };
}

export function QuantityForm(props: Shown) {
  const { line, fetcher, isBad } = props;
  const { cart: words } = useWords();
  const { shown, typed, setTyped, send } = useQuantity(props);
  const title = line.title || line.sku;
  const stepBy = (by: number) => send(String(Math.max(0, Number(shown) + by)));
  return (
    <fetcher.Form
      method="post"
      action="/cart"
      className="flex flex-wrap items-center justify-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        send(shown);
      }}
    >
      <input type="hidden" name="lineId" value={line.id} />
      {/* What Enter presses; the first button of a form is its default. */}
      <button type="submit" tabIndex={-1} aria-hidden="true" className="sr-only" />
      <div className="flex items-center rounded border border-line-strong bg-raised">
        <StepButton by={-1} label={words.fewer(title)} onStep={stepBy} />
        <input
          name="quantity"
          inputMode="numeric"
          autoComplete="off"
          maxLength={6}
          aria-label={words.quantityOf(title)}
          aria-invalid={isBad || undefined}
          value={shown}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => typed !== undefined && send(typed)}
          className="tabular h-11 w-10 bg-transparent text-center text-base"
        />
        <StepButton by={1} label={words.more(title)} onStep={stepBy} />
      </div>
      <noscript>
        <button
          type="submit"
          aria-label={words.updateLine(title)}
          className="min-h-11 text-sm underline underline-offset-4"
        >
          {words.update}
        </button>
      </noscript>
    </fetcher.Form>
  );
}

/** Without scripts the server adds the button's step to the field's value. */
function StepButton({ by, label, onStep }: { by: number; label: string; onStep: (by: number) => void }) {
  return (
    <button
      type="submit"
      name="step"
      value={by}
      aria-label={label}
      className="grid size-11 place-items-center hover:bg-sunk"
      onClick={(event) => {
        event.preventDefault();
        onStep(by);
      }}
    >
      <Icon name={by > 0 ? 'plus' : 'minus'} size={18} />
    </button>
  );
}
