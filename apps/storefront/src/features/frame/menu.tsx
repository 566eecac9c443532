import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import type { Words } from '../../lib/text/words/words.ts';
import { Icon } from '../../ui/icon.tsx';
import type { FrameData } from './frame.tsx';
import { LanguageForm } from './language-form.tsx';

const ROW = 'flex min-h-12 items-center border-b border-line aria-[current=page]:font-semibold';

/** The menu on phones: opens without scripts; with them it closes after navigation. */
export function Menu({ data }: { data: FrameData | undefined }) {
  const { frame } = useWords();
  const { menu, onKeyDown } = useClosing();
  const roots = data?.categories.filter(({ parent }) => parent === null) ?? [];
  return (
    <details ref={menu} onKeyDown={onKeyDown} className="group md:hidden">
      <summary
        aria-label={frame.menu}
        className="-ml-2.5 grid size-11 list-none place-items-center rounded [&::-webkit-details-marker]:hidden"
      >
        <span className="group-open:hidden">
          <Icon name="menu" />
        </span>
        <span className="hidden group-open:block">
          <Icon name="close" />
        </span>
      </summary>
      <div className="absolute inset-x-0 top-full z-40 max-h-[calc(100dvh-8rem)] overflow-y-auto overscroll-contain border-b border-line bg-paper">
        <div className="wrap grid gap-6 py-4">
          {roots.length > 0 && (
            <nav aria-label={frame.categories}>
              <Links links={roots.map(({ slug, name }) => ({ to: `/categories/${slug}`, name }))} isLarge>
                <li>
                  <Link to="/search" className={`${ROW} text-soft`}>
                    {frame.allProducts}
                  </Link>
                </li>
              </Links>
            </nav>
          )}
          <nav aria-label={frame.account}>
            <Links links={placesOf(frame, data?.isSignedIn ?? false)} />
          </nav>
          <div role="group" aria-label={frame.language} className="-ml-1 text-sm text-soft">
            <LanguageForm />
          </div>
        </div>
      </div>
    </details>
  );
}

interface Listed {
  links: { to: string; name: string }[];
  isLarge?: boolean;
  children?: ReactNode;
}

function Links({ links, isLarge, children }: Listed) {
  const { pathname } = useLocation();
  return (
    <ul className={isLarge ? 'font-display text-lg' : undefined}>
      {links.map(({ to, name }) => (
        <li key={to}>
          <Link
            to={to}
            aria-current={[to, encodeURI(to)].includes(pathname) ? 'page' : undefined}
            className={ROW}
          >
            {name}
          </Link>
        </li>
      ))}
      {children}
    </ul>
  );
}

/** Links to the customer's account. */
function placesOf(frame: Words['frame'], isSignedIn: boolean): { to: string; name: string }[] {
  return isSignedIn
    ? [
        { to: '/account', name: frame.overview },
        { to: '/account/orders', name: frame.orders },
      ]
    : [
        { to: '/sign-in', name: frame.signIn },
        { to: '/register', name: frame.register },
      ];
}

/** Closes on Escape, on a click outside, and after navigation. */
function useClosing() {
  const menu = useRef<HTMLDetailsElement>(null);
  const { key } = useLocation();
  const openedAt = useRef(key);
  const close = () => menu.current?.removeAttribute('open');
  useEffect(() => {
    // If it was opened before scripts ran, the first effect is not a navigation.
    if (openedAt.current !== key) close();
    openedAt.current = key;
  }, [key]);
  useEffect(() => {
    const onPress = ({ target }: PointerEvent) => {
      if (target instanceof Node && !menu.current?.contains(target)) close();
    };
    document.addEventListener('pointerdown', onPress);
    return () => document.removeEventListener('pointerdown', onPress);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !menu.current?.open) return;
    close();
    menu.current.querySelector('summary')?.focus();
  };
  return { menu, onKeyDown };
}
