import type { ReactNode } from 'react';
import { Form, NavLink } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';

const LINK =
  'block border-b-2 border-transparent py-2 whitespace-nowrap hover:border-line-strong aria-[current=page]:border-accent md:border-b-0 md:border-l-2 md:pl-4';

/** An account page with its menu: beside it, or as a row above it on phones. */
export function AccountPage({ children }: { children: ReactNode }) {
  const { account } = useWords();
  const places = [
    { to: '/account', name: account.overview, end: true },
    { to: '/account/orders', name: account.orders },
    { to: '/account/addresses', name: account.addresses },
    { to: '/account/profile', name: account.profile },
    { to: '/account/security', name: account.security },
  ];
  return (
    <div className="wrap grid max-w-6xl gap-8 py-8 md:grid-cols-[13rem_1fr] md:gap-16 md:py-12">
      <meta name="robots" content="noindex" />
      <nav aria-label={account.menu} className="min-w-0">
        <ul
          className="flex gap-5 overflow-x-auto border-b border-line text-sm md:grid md:gap-1 md:border-b-0"
          // The scrollable row is reachable by keyboard through its links.
        >
          {places.map(({ to, name, end }) => (
            <li key={to}>
              <NavLink to={to} end={end ?? false} className={LINK}>
                {name}
              </NavLink>
            </li>
          ))}
          <li>
            <Form method="post" action="/sign-out">
              <button type="submit" className={`${LINK} w-full text-left text-soft hover:text-ink`}>
                {account.signOut}
              </button>
            </Form>
          </li>
        </ul>
      </nav>
      <div className="grid min-w-0 content-start gap-8">{children}</div>
    </div>
  );
}

export function AccountTitle({ title, text }: { title: string; text?: string }) {
  const { frame } = useWords();
  return (
    <div className="grid gap-2">
      <title>{`${title} · ${frame.shop}`}</title>
      <h1 className="text-xl">{title}</h1>
      {text && <p className="max-w-prose text-soft">{text}</p>}
    </div>
  );
}
