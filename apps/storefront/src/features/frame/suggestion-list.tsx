import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Picture } from '../../ui/picture.tsx';
import { type Entry, optionId } from './suggestion-entries.ts';

interface Shown {
  id: string;
  entries: Entry[];
  active: number;
  onPick: (entry: Entry) => void;
}

/** The list below the search field. The focus stays in the field, which references the active entry. */
export default function SuggestionList({ id, entries, active, onPick }: Shown) {
  const { frame } = useWords();
  const groups = (['words', 'categories', 'products'] as const).filter((group) =>
    entries.some((entry) => entry.group === group),
  );
  return (
    <div
      id={id}
      role="listbox"
      aria-label={frame.suggestions}
      // Otherwise the field loses the focus before the click.
      onMouseDown={(event) => event.preventDefault()}
      className="absolute inset-x-0 top-full z-40 mt-1 max-h-[70dvh] overflow-y-auto rounded border border-line-strong bg-raised py-2 shadow-float"
    >
      {groups.map((group) => (
        <div key={group} role="group" aria-label={frame.suggestionGroups[group]} className="py-1">
          <p aria-hidden="true" className="px-4 py-1 text-xs text-soft">
            {frame.suggestionGroups[group]}
          </p>
          {entries.map(
            (entry, at) =>
              entry.group === group && (
                <div
                  key={entry.to}
                  id={optionId(id, at)}
                  role="option"
                  aria-selected={at === active}
                  onClick={() => onPick(entry)}
                  className="flex min-h-11 cursor-pointer items-center gap-3 px-4 py-1 hover:bg-sunk aria-selected:bg-sunk aria-selected:outline-2 aria-selected:-outline-offset-2 aria-selected:outline-accent"
                >
                  <Content entry={entry} />
                </div>
              ),
          )}
        </div>
      ))}
    </div>
  );
}

function Content({ entry }: { entry: Entry }) {
  const { catalogue } = useWords();
  const money = useMoney();
  if (entry.group !== 'products')
    return (
      <>
        <Icon name={entry.group === 'words' ? 'search' : 'right'} size={18} />
        <span>{entry.text}</span>
      </>
    );
  const { title, image, price } = entry.product;
  const amount = money(price.min);
  return (
    <>
      <span className="w-10 shrink-0 overflow-hidden rounded">
        <Picture image={image && { ...image, alt: '' }} shape="tall" />
      </span>
      <span className="min-w-0 grow leading-tight">{title}</span>
      <span className="tabular shrink-0 text-sm text-soft">
        {price.min.amount === price.max.amount ? amount : catalogue.from(amount)}
      </span>
    </>
  );
}
