import { setNonce } from 'get-nonce';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { HydratedRouter } from 'react-router/dom';
import { isLanguage, LOCALES } from './lib/text/locale.ts';
import { TextProvider } from './lib/text/text.tsx';
import { growingWordsOf } from './lib/text/words-of.ts';
import { TraceProvider } from './lib/trace.tsx';

/** Pages that need no texts about carts, checkout, orders or accounts. */
const SHELVES = /^\/(?:$|categories|search|products)/;

const language = isLanguage(document.documentElement.lang) ? document.documentElement.lang : 'en';
// Lets inline styles of dialogs pass the content security policy.
setNonce(document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '');
const traceId = document.querySelector<HTMLMetaElement>('meta[name="trace"]')?.content ?? '';
const { words, grow } = await growingWordsOf(language);
// A customer on the way to checkout or account presses something first.
if (SHELVES.test(location.pathname)) addEventListener('pointerdown', () => void grow(), { once: true });
else await grow();

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <TextProvider words={words} locale={LOCALES[language]}>
        <TraceProvider traceId={traceId}>
          <HydratedRouter />
        </TraceProvider>
      </TextProvider>
    </StrictMode>,
  );
});
