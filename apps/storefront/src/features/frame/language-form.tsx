import { Form, useLocation } from 'react-router';
import { type Language, languageOf } from '../../lib/text/locale.ts';
import { useLocale } from '../../lib/text/text.tsx';

// Each in its own language, for customers who can't read the page.
const LANGUAGES: { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
];

/** `label`: the name of the landmark, unique on the page. */
export function LanguageForm({ label }: { label?: string }) {
  const current = languageOf(useLocale());
  const { pathname, search } = useLocation();
  return (
    <Form
      method="post"
      action="/language"
      className="flex items-center gap-3"
      aria-label={label}
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
  );
}
