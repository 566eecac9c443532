import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { type ApiDocument, openApiDocument } from './openapi-document.ts';

/** `/api/openapi.json` and `/docs`, made when they are first asked for. */
export function addApiDocuments(app: NestFastifyApplication): void {
  let made: ApiDocument | undefined;
  const document = (): ApiDocument => (made ??= openApiDocument(app));
  SwaggerModule.setup('docs', app, () => document() as never, {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'api/openapi.json',
  });
  app
    .getHttpAdapter()
    .getInstance()
    .get('/docs', (_request, reply) =>
      reply
        .header('content-type', 'text/html; charset=utf-8')
        .header(
          'content-security-policy',
          "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
        )
        .send(docsPage(document())),
    );
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d1d1b;background:#faf8f3}
h1{font-size:1.6rem}h2{margin-top:2.5rem;border-bottom:1px solid #d8d3c7;text-transform:capitalize}table{border-collapse:collapse;width:100%;table-layout:fixed}
td{padding:.4rem .6rem .4rem 0;vertical-align:top;border-bottom:1px solid #eae6dc}code{font-size:.9rem;overflow-wrap:anywhere}.m{font-weight:600;width:4.2rem}.a{color:#5c574c;width:5rem}
@media(prefers-color-scheme:dark){body{color:#eeeae0;background:#191917}h2,td{border-color:#3a3833}.a{color:#b5afa2}}`;

interface Row {
  readonly tag: string;
  readonly html: string;
}

/** A readable page without scripts: every route with its access and summary. Swagger's own page needs scripts. */
function docsPage({ paths }: ApiDocument): string {
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([
        method,
        {
          tags: [tag = ''],
          summary,
          'x-access': access,
        },
      ]): Row => ({
        tag,
        html: `<tr><td class="m">${method.toUpperCase()}</td><td><code>${path}</code><br>${escapeHtml(summary)}</td><td class="a">${access}</td></tr>`,
      }),
    ),
  );
  const sections = [...Map.groupBy(rows, ({ tag }) => tag)].map(
    ([tag, of]) => `<h2>${tag}</h2><table>${of.map(({ html }) => html).join('')}</table>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tradepost API</title><style>${STYLE}</style>
<h1>Tradepost API</h1><p>Money is in minor units: <code>{"amount": 1299, "currency": "GBP"}</code>. Errors are <code>application/problem+json</code> with a stable <code>code</code>. Everything in detail: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>${sections.join('')}</html>`;
}

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
