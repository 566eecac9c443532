import { Link, NavLink } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from './menu.tsx';
import { SearchBox } from './search-box.tsx';
import type { FrameData } from './frame.tsx';

export function Header({ data }: { data: FrameData | undefined }) {
  const { frame } = useWords();
  const roots = data?.categories.filter(({ parent }) => parent === null) ?? [];
  return (
    <header className="relative border-b border-line bg-paper">
      <div className="wrap grid grid-cols-[auto_1fr_auto] items-center gap-x-2 gap-y-3 py-3 md:gap-x-6">
        <Menu data={data} />
        <Link to="/" className="font-display text-xl font-semibold tracking-tight">
          {frame.shop}
        </Link>
        <SearchBox />
        <Tools data={data} />
      </div>
      {roots.length > 0 && (
        <nav aria-label={frame.categories} className="wrap overflow-x-auto max-md:hidden">
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

/** Only the name, linked to the home page. */
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
