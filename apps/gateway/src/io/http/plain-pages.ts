import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** Pages for when the storefront can't make one: they load nothing and say what to do. */
interface Words {
  readonly title: string;
  readonly text: string;
  readonly again: string;
}
type Texts = Record<'en' | 'de', Words>;

const AWAY: Texts = {
  en: {
    title: 'The shop will be back in a moment',
    text: 'Nothing that you ordered is lost.',
    again: 'Try again',
  },
  de: {
    title: 'Der Laden ist gleich wieder da',
    text: 'Was Sie bestellt haben, ist nicht verloren.',
    again: 'Noch einmal versuchen',
  },
};

const BUSY: Texts = {
  en: {
    title: 'That was a lot at once',
    text: 'There were too many requests from your address. Please wait a moment.',
    again: 'Try again',
  },
  de: {
    title: 'Das war viel auf einmal',
    text: 'Von Ihrer Adresse kamen so viele Anfragen, dass wir eine kurze Pause brauchen.',
    again: 'Noch einmal versuchen',
  },
};

// The storefront's colours, light and dark; its fonts are as unavailable as the storefront.
const STYLE = `:root{color-scheme:light dark}
body{margin:0;background:#faf6ee;color:#211c16;font:1.0625rem/1.6 system-ui,sans-serif}
header{padding:1rem 1.5rem;border-bottom:1px solid #ddd3c1;font:600 1.75rem/1.2 Georgia,serif}
main{max-width:36rem;padding:4rem 1.5rem}h1{margin:0;font:500 2.25rem/1.1 Georgia,serif}
small{color:#5a5145}a{display:inline-block;padding:.6rem 1.25rem;border-radius:.375rem;background:#1d5c52;color:#fffdf8;font-weight:600;text-decoration:none}
@media(prefers-color-scheme:dark){body{background:#191713;color:#f3ede1}header{border-color:#3b362e}small{color:#bfb5a4}a{background:#7cc7b7;color:#10211d}}`;

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const sendAway = (reply: FastifyReply, page: PlainPage): void => send(reply.code(503), AWAY, page);

export const sendBusy = (reply: FastifyReply, page: PlainPage): void => send(reply.code(429), BUSY, page);

interface PlainPage {
  readonly acceptLanguage: string;
  readonly retryAfterS: number;
  readonly traceId: string;
}

function send(reply: FastifyReply, texts: Texts, { acceptLanguage, retryAfterS, traceId }: PlainPage): void {
  const language = /^\s*de\b/i.test(acceptLanguage) ? 'de' : 'en';
  const { title, text, again } = texts[language];
  // An empty link leads to the present address, without repeating it here.
  void reply
    .header('retry-after', retryAfterS)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-language', language)
    .header('content-security-policy', POLICY)
    .header('cache-control', 'no-store')
    .send(`<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${title} · Tradepost</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<style>${STYLE}</style><header>Tradepost</header>
<main><h1>${title}</h1><p>${text}</p><p><a href="">${again}</a></p><p><small>${traceId}</small></p></main></html>
`);
}
