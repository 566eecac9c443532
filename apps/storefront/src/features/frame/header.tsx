import { Form, Link, NavLink, useSearchParams } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { FrameData } from './frame.tsx';

export function Header({ data }: { data: FrameData | undefined }) {
  const { frame } = useWords();
  const roots = data?.categories.filter(({ parent }) => parent === null) ?? [];
  return (
    <header className="border-b border-line bg-paper">
      <div className="wrap grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-3 py-3 md:grid-cols-[auto_1fr_auto]">
        <Link to="/" className="font-display text-xl font-semibold tracking-tight">
          {frame.shop}
        </Link>
        <SearchBox />
        <Tools data={data} />
      </div>
      {roots.length > 0 && (
        <nav aria-label={frame.categories} className="wrap overflow-x-auto">
          <ul className="flex gap-6 text-sm whitespace-nowrap">
            {roots.map(({ slug, name }) => (
              <li key={slug}>
                <NavLink
                  to={`/categories/${slug}`}
                  className="block border-b-2 border-transparent py-3 hover:border-line-strong aria-[current=page]:border-accent"
                >
                  {name}
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  );
}

/** The name and the way home, nothing else. */
export function PlainHeader() {
  const { frame } = useWords();
  return (
    <header className="border-b border-line bg-paper">
      <div className="wrap flex min-h-16 items-center">
        <Link to="/" className="font-display text-xl font-semibold tracking-tight">
          {frame.shop}
        </Link>
      </div>
    </header>
  );
}

function SearchBox() {
  const { frame } = useWords();
  const [query] = useSearchParams();
  return (
    <Form
      action="/search"
      role="search"
      className="order-last col-span-2 flex md:order-none md:col-span-1 md:mx-auto md:w-full md:max-w-xl"
    >
      <input
        type="search"
        name="q"
        aria-label={frame.searchFor}
        placeholder={frame.searchFor}
        defaultValue={query.get('q') ?? ''}
        className="min-h-11 w-full rounded-l border border-r-0 border-line-strong bg-raised px-3 text-base placeholder:text-soft"
      />
      <button
        type="submit"
        aria-label={frame.search}
        className="grid size-11 shrink-0 place-items-center rounded-r border border-line-strong bg-raised hover:bg-sunk"
      >
        <Icon name="search" />
      </button>
    </Form>
  );
}

function Tools({ data }: { data: FrameData | undefined }) {
  const { frame } = useWords();
  const count = data?.cart.count ?? 0;
  const place = data?.isSignedIn
    ? { to: '/account', label: frame.account }
    : { to: '/sign-in', label: frame.signIn };
  return (
    <div className="flex items-center gap-1 justify-self-end">
      <Link to={place.to} className="flex min-h-11 items-center gap-2 rounded px-2 text-sm hover:underline">
        <Icon name="person" />
        <span className="max-sm:sr-only">{place.label}</span>
      </Link>
      <Link
        to="/cart"
        aria-label={frame.cartWith(count)}
        className="flex min-h-11 items-center gap-2 rounded px-2 text-sm hover:underline"
      >
        <Icon name="cart" />
        <span
          aria-hidden="true"
          className="tabular min-w-5 rounded bg-accent px-1 text-center text-xs font-semibold text-accent-ink"
        >
          {count}
        </span>
      </Link>
    </div>
  );
}
