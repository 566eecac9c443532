import { type KeyboardEvent, lazy, Suspense, useEffect, useId, useState } from 'react';
import { Form, useLocation, useNavigate } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { Icon } from '../../ui/icon.tsx';
import { entriesOf, type Entry, optionId } from './suggestion-entries.ts';
import { useSuggestions } from './use-suggestions.ts';

const SuggestionList = lazy(() => import('./suggestion-list.tsx'));

/**
 * A search form; with scripts a combobox with suggestions as in the ARIA authoring practices
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox): nothing is selected until the arrow keys are used.
 */
export function SearchBox() {
  const { frame } = useWords();
  const id = useId();
  const { text, setText, entries, isOpen, setOpen, active, pick, onKeyDown } = useCombobox();
  return (
    <Form
      action="/search"
      role="search"
      onSubmit={() => setOpen(false)}
      className="relative order-last col-span-full flex md:order-none md:col-span-1 md:mx-auto md:w-full md:max-w-xl"
    >
      <input
        type="search"
        name="q"
        role="combobox"
        aria-label={frame.searchFor}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-activedescendant={isOpen && active >= 0 ? optionId(`${id}-list`, active) : undefined}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
        placeholder={frame.searchFor}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
        className="min-h-11 w-full rounded-l border border-r-0 border-line-strong bg-raised px-3 text-base placeholder:text-soft"
      />
      <SearchButton label={frame.search} />
      {isOpen && (
        <Suspense>
          <SuggestionList id={`${id}-list`} {...{ entries, active }} onPick={pick} />
        </Suspense>
      )}
      <span role="status" className="sr-only">
        {isOpen && frame.suggestionCount(entries.length)}
      </span>
    </Form>
  );
}

function SearchButton({ label }: { label: string }) {
  return (
    <button
      type="submit"
      aria-label={label}
      className="grid size-11 shrink-0 place-items-center rounded-r border border-line-strong bg-raised hover:bg-sunk"
    >
      <Icon name="search" />
    </button>
  );
}

function useCombobox() {
  const { pathname, search } = useLocation();
  const asked = pathname === '/search' ? (new URLSearchParams(search).get('q') ?? '') : '';
  const [text, setTyped] = useState(asked);
  const [isWanted, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const navigate = useNavigate();
  const found = useSuggestions(text, isWanted);
  const entries = found ? entriesOf(found, text) : [];
  // The field shows the query of the page, also after going back.
  useEffect(() => setTyped(asked), [asked]);
  const isOpen = isWanted && entries.length > 0;
  const pick = ({ to }: Entry) => {
    setOpen(false);
    setTyped('');
    void navigate(to);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = entries[active];
    if (step && text.trim() !== '') {
      setOpen(true);
      // One more position than entries: the text itself.
      const places = entries.length + 1;
      setActive(((active + 1 + step + places) % places) - 1);
    } else if (event.key === 'Enter' && isOpen && chosen) pick(chosen);
    else if (event.key === 'Escape' && isOpen) setOpen(false);
    else return;
    event.preventDefault();
  };
  const setText = (typed: string) => {
    setTyped(typed);
    setActive(-1);
  };
  return { text, setText, entries, isOpen, setOpen, active, pick, onKeyDown };
}
