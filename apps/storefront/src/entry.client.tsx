import { setNonce } from 'get-nonce';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { HydratedRouter } from 'react-router/dom';
import { isLanguage, LOCALES } from './lib/text/locale.ts';
import { TextProvider } from './lib/text/text.tsx';
import { wordsOf } from './lib/text/words-of.ts';
import { TraceProvider } from './lib/trace.tsx';

const language = isLanguage(document.documentElement.lang) ? document.documentElement.lang : 'en';
// Styles that dialogs write pass the page's policy with it.
setNonce(document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '');
const traceId = document.querySelector<HTMLMetaElement>('meta[name="trace"]')?.content ?? '';
const words = await wordsOf(language);
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
