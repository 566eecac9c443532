import { useId } from 'react';
import { useWords } from '../../lib/text/text.tsx';
import { Icon } from '../../ui/icon.tsx';

interface Shown {
  value: string;
  onChange: (value: string) => void;
  max: number | undefined;
}

const STEP =
  'grid size-11 place-items-center border border-line-strong bg-raised hover:bg-sunk disabled:cursor-not-allowed disabled:text-soft noscript:hidden';

/** A number field, with minus and plus buttons if scripts run. */
export function QuantityField({ value, onChange, max }: Shown) {
  const { catalogue } = useWords();
  const id = useId();
  const count = Number(value) || 1;
  return (
    <div className="grid justify-items-start gap-1">
      <label htmlFor={id} className="text-sm font-semibold">
        {catalogue.quantity}
      </label>
      <div className="flex">
        <button
          type="button"
          aria-label={catalogue.less}
          disabled={count <= 1}
          onClick={() => onChange(String(count - 1))}
          className={`${STEP} rounded-l border-r-0`}
        >
          <Icon name="minus" size={18} />
        </button>
        <input
          id={id}
          name="quantity"
          inputMode="numeric"
          pattern="[0-9]*"
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value.replace(/\D/g, '').slice(0, 4))}
          className="tabular h-11 w-14 border border-line-strong bg-raised text-center text-base noscript:rounded"
        />
        <button
          type="button"
          aria-label={catalogue.more}
          disabled={max !== undefined && count >= max}
          onClick={() => onChange(String(count + 1))}
          className={`${STEP} rounded-r border-l-0`}
        >
          <Icon name="plus" size={18} />
        </button>
      </div>
    </div>
  );
}
