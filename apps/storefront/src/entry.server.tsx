import { PassThrough } from 'node:stream';
import { createReadableStreamFromReadable } from '@react-router/node';
import { isbot } from 'isbot';
import { renderToPipeableStream } from 'react-dom/server';
import {
  type EntryContext,
  type HandleErrorFunction,
  isRouteErrorResponse,
  type RouterContextProvider,
  ServerRouter,
} from 'react-router';
import { pageHeaders } from './server/page-headers.ts';
import { shopContext } from './server/shop.ts';
import { visitContext } from './server/visit.ts';
import { languageOf } from './lib/text/locale.ts';
import { TextProvider } from './lib/text/text.tsx';
import { wordsOf } from './lib/text/words-of.ts';
import { TraceProvider } from './lib/trace.tsx';

const RENDER_TIMEOUT_MS = 10_000;

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  routerContext: EntryContext,
  context: RouterContextProvider,
): Promise<Response> {
  const { nonce, log, trace } = context.get(visitContext);
  const { locale } = context.get(shopContext);
  const words = await wordsOf(languageOf(locale));
  for (const [name, value] of pageHeaders({ nonce, locale })) headers.set(name, value);
  if (request.method === 'HEAD') return new Response(null, { status, headers });
  return new Promise((done, fail) => {
    let answered = status;
    // Browsers get a streamed page, crawlers a complete one.
    const readyEvent = isbot(request.headers.get('user-agent') ?? '') ? 'onAllReady' : 'onShellReady';
    const { pipe, abort } = renderToPipeableStream(
      <TextProvider words={words} locale={locale}>
        <TraceProvider traceId={trace.traceId}>
          <ServerRouter context={routerContext} url={request.url} nonce={nonce} />
        </TraceProvider>
      </TextProvider>,
      {
        nonce,
        [readyEvent]() {
          const body = new PassThrough();
          done(new Response(createReadableStreamFromReadable(body), { headers, status: answered }));
          pipe(body);
        },
        onShellError: fail,
        onError(err: unknown) {
          answered = 500;
          log.error({ err }, 'rendering a page failed');
        },
      },
    );
    setTimeout(abort, RENDER_TIMEOUT_MS).unref();
  });
}

export const handleError: HandleErrorFunction = (err, { request, context }) => {
  if (request.signal.aborted) return;
  if (isRouteErrorResponse(err) && err.status < 500) return;
  const { log, trace } = context.get(visitContext);
  log.error({ err, path: new URL(request.url).pathname, traceId: trace.traceId }, 'a page request failed');
};
