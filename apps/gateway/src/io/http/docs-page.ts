import type { FastifyReply } from 'fastify';
import type { Route } from './route.ts';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d1d1b;background:#faf8f3}
h1{font-size:1.6rem}h2{margin-top:2.5rem;border-bottom:1px solid #d8d3c7;text-transform:capitalize}table{border-collapse:collapse;width:100%;table-layout:fixed}
td{padding:.4rem .6rem .4rem 0;vertical-align:top;border-bottom:1px solid #eae6dc}code{font-size:.9rem;overflow-wrap:anywhere}.m{font-weight:600;width:4.2rem}.a{color:#5c574c;width:5rem}
@media(prefers-color-scheme:dark){body{color:#eeeae0;background:#191917}h2,td{border-color:#3a3833}.a{color:#b5afa2}}`;

/** A page to read, without scripts: every route with its access and summary. */
export function docsPage(reply: FastifyReply, routes: readonly Route[]): FastifyReply {
  const tags = [...new Set(routes.map((route) => route.tag))];
  const sections = tags.map(
    (tag) =>
      `<h2>${tag}</h2><table>${routes
        .filter((route) => route.tag === tag)
        .map(row)
        .join('')}</table>`,
  );
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    )
    .send(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tradepost API</title><style>${STYLE}</style>
<h1>Tradepost API</h1><p>Base path <code>/api/v1</code>. Money is in minor units: <code>{"amount": 1299, "currency": "GBP"}</code>. Errors are <code>application/problem+json</code> with a stable <code>code</code>. Everything in detail: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>${sections.join('')}</html>`);
}

const row = (route: Route): string =>
  `<tr><td class="m">${route.method}</td><td><code>${route.path}</code><br>${escapeHtml(route.summary)}</td><td class="a">${route.access}</td></tr>`;

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
