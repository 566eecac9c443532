import { Form, Link, useLocation } from 'react-router';
import { type Language, languageOf } from '../../lib/text/locale.ts';
import { useLocale, useWords } from '../../lib/text/text.tsx';

// In their own language: whoever needs the switch can't read the page.
const LANGUAGES: { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
];

export function Footer() {
  const { frame } = useWords();
  const current = languageOf(useLocale());
  const { pathname, search } = useLocation();
  return (
    <footer className="mt-20 border-t border-line bg-sunk">
      <div className="wrap flex flex-wrap items-center justify-between gap-6 py-8 text-sm text-soft">
        <p>
          <Link to="/" className="font-display text-lg text-ink">
            {frame.shop}
          </Link>
          <br />
          {frame.tagline}
        </p>
        <Form
          method="post"
          action="/language"
          className="flex items-center gap-3"
          aria-label={frame.language}
          reloadDocument
        >
          <input type="hidden" name="to" value={pathname + search} />
          {LANGUAGES.map(({ code, name }) => (
            <button
              key={code}
              type="submit"
              name="language"
              value={code}
              lang={code}
              aria-pressed={code === current}
              className="min-h-11 px-1 underline-offset-4 hover:underline aria-pressed:font-semibold aria-pressed:text-ink"
            >
              {name}
            </button>
          ))}
        </Form>
      </div>
    </footer>
  );
}
