import { useEffect, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { cx } from '../../ui/class-names.ts';
import { type Choice, OPTION_PREFIX, type OptionValue, withValue } from './choice.ts';
import { isColour } from './colours.ts';
import { Swatch } from './swatch.tsx';

const CHIP =
  'relative flex min-h-11 min-w-11 cursor-pointer items-center justify-center gap-2 rounded border border-line-strong px-3 text-sm transition-colors hover:border-ink has-checked:border-accent has-checked:bg-raised has-checked:font-semibold has-checked:outline-2 has-checked:-outline-offset-2 has-checked:outline-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent has-disabled:cursor-not-allowed has-disabled:border-dashed has-disabled:border-line';

/** A group of radio buttons per option. A choice is a URL; without scripts a button navigates to it. */
export function OptionPicker({ choice }: { choice: Choice }) {
  const { catalogue } = useWords();
  if (choice.options.length === 0) return null;
  return (
    <div className="grid gap-5">
      {choice.options.map((option) => (
        <OptionGroup key={option.name} choice={choice} option={option} />
      ))}
      <button
        type="submit"
        formMethod="get"
        className="hidden min-h-11 justify-self-start text-sm underline underline-offset-4 noscript:block"
      >
        {catalogue.showChoice}
      </button>
    </div>
  );
}

function OptionGroup({ choice, option }: { choice: Choice; option: Choice['options'][number] }) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const { name, chosen, values } = option;
  // The radio button updates at once, before the navigation finishes.
  const [picked, setPicked] = useState<string>();
  useEffect(() => setPicked(undefined), [search]);
  const pick = (value: string) => {
    setPicked(value);
    void navigate(withValue(choice, name, value, search), { replace: true, preventScrollReset: true });
  };
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 text-sm">
        <span className="font-semibold">{name}</span> <span className="text-soft">{chosen}</span>
      </legend>
      <div className="flex flex-wrap gap-2">
        {values.map((value) => (
          <Value
            key={value.value}
            option={name}
            {...value}
            isChosen={value.value === (picked ?? chosen)}
            onPick={pick}
          />
        ))}
      </div>
    </fieldset>
  );
}

type ValueShown = OptionValue & { option: string; onPick: (value: string) => void };

function Value({ option, value, isChosen, isImpossible, isSoldOut, onPick }: ValueShown) {
  const { catalogue } = useWords();
  const said = isImpossible ? catalogue.impossible : isSoldOut ? catalogue.soldOut : '';
  return (
    <label className={CHIP}>
      <input
        type="radio"
        name={OPTION_PREFIX + option}
        value={value}
        checked={isChosen}
        disabled={isImpossible}
        onChange={() => onPick(value)}
        className="absolute inset-0 size-full cursor-pointer appearance-none outline-none disabled:cursor-not-allowed"
      />
      {isColour(option) && <Swatch value={value} />}
      <span className={cx((isImpossible || isSoldOut) && 'text-soft line-through')}>{value}</span>
      {said && <span className="sr-only">, {said}</span>}
    </label>
  );
}
