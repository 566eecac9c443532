import { type ReactNode, useId } from 'react';
import { Link } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import type { FrameData } from './frame.tsx';
import { LanguageForm } from './language-form.tsx';

const HELP = ['delivery', 'returns', 'contact'] as const;
const LAW = ['imprint', 'privacy'] as const;

/** The footer; works without data. */
export function Footer({ data }: { data: FrameData | undefined }) {
  const { frame } = useWords();
  const roots = data?.categories.filter(({ parent }) => parent === null) ?? [];
  const helps = HELP.map((page) => ({ to: `/help/${page}`, name: frame.help[page] }));
  return (
    <footer className="mt-20 border-t border-line bg-sunk text-sm text-soft">
      <div className="wrap grid grid-cols-2 gap-x-6 gap-y-10 py-12 md:grid-cols-[3fr_3fr_1fr]">
        <div className="grid content-start gap-2 max-md:col-span-full">
          <Link to="/" className="justify-self-start font-display text-lg text-ink">
            {frame.shop}
          </Link>
          <p>{frame.tagline}</p>
        </div>
        {roots.length > 0 && (
          <Column
            title={frame.shelves}
            links={roots.map(({ slug, name }) => ({ to: `/categories/${slug}`, name }))}
          />
        )}
        <Column title={frame.helpTitle} links={helps} />
      </div>
      <div className="border-t border-line">
        <div className="wrap flex flex-wrap items-center justify-between gap-x-6 py-2">
          <ul className="flex flex-wrap gap-x-6">
            {LAW.map((page) => (
              <li key={page}>
                <FooterLink to={`/help/${page}`}>{frame.help[page]}</FooterLink>
              </li>
            ))}
          </ul>
          <LanguageForm label={frame.language} />
        </div>
      </div>
    </footer>
  );
}

function Column({ title, links }: { title: string; links: { to: string; name: string }[] }) {
  const id = useId();
  return (
    <nav aria-labelledby={id}>
      <h2 id={id} className="font-text text-sm font-semibold tracking-normal text-ink">
        {title}
      </h2>
      <ul className="mt-1 columns-[9rem] gap-x-6">
        {links.map(({ to, name }) => (
          <li key={to}>
            <FooterLink to={to}>{name}</FooterLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function FooterLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link
      to={to}
      className="inline-flex min-h-11 items-center underline-offset-4 hover:text-ink hover:underline md:min-h-8"
    >
      {children}
    </Link>
  );
}
