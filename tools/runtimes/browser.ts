import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stripTypeScriptTypes } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { root } from '../dev/stack.ts';

const DEADLINE_MS = 120_000;
const IMPORTS = { imports: { '@tradepost/decision': '/libs/platform/decision/src/index.ts' } };
const PAGE = `<!doctype html><meta charset="utf-8"><title>Amounts</title>
<script type="importmap">${JSON.stringify(IMPORTS)}</script>
<script type="module">
  const post = (text) => fetch('/result', { method: 'POST', body: text });
  try {
    const { amountLines } = await import('/tools/runtimes/amounts.ts');
    await post(amountLines().join('\\n'));
  } catch (error) {
    await post('FAILED ' + error);
  }
</script>`;

/** The arguments with which a browser opens a page without a window, in a profile of its own. */
export type Arguments = (url: string, profile: string) => string[];

export const chromiumArguments: Arguments = (url, profile) => [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  ...[`--user-data-dir=${profile}`, '--remote-debugging-port=0', url],
];

export const firefoxArguments: Arguments = (url, profile) => [
  ...['--headless', '--no-remote', '--new-instance', '--profile', profile, url],
];

/** What a browser writes: it opens a page of ours, which posts it back. */
export async function linesOfBrowser(program: string, argumentsFor: Arguments): Promise<string[]> {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'tradepost-browser-'));
  const { server, url, result } = await serve();
  const browser = spawn(program, argumentsFor(url, profile), { stdio: 'ignore', detached: true });
  const failed = once(browser, 'error').then(([error]) => Promise.reject(error as Error));
  const ended = once(browser, 'exit');
  const late = new AbortController();
  try {
    const text = await Promise.race([result, failed, tooLate(late.signal)]);
    if (text.startsWith('FAILED')) throw new Error(text);
    return text.split('\n');
  } finally {
    late.abort();
    server.close();
    server.closeAllConnections();
    // Its helper processes are in its group.
    if (browser.pid !== undefined && browser.exitCode === null) {
      process.kill(-browser.pid, 'SIGKILL');
      await ended;
    }
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function serve(): Promise<{ server: Server; url: string; result: Promise<string> }> {
  const { promise: result, resolve } = Promise.withResolvers<string>();
  const server = createServer((request, response) => void answer(request, response, resolve));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, result, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** The page, sources without their types, and the mailbox for the result. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  keep: (text: string) => void,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'POST') {
    keep((await request.toArray()).join(''));
    response.end();
  } else if (pathname === '/') {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE);
  } else if (/^\/(tools\/runtimes|libs\/platform\/decision\/src)\/[\w-]+\.ts$/.test(pathname)) {
    const source = stripTypeScriptTypes(readFileSync(path.join(root, pathname), 'utf8'));
    response.setHeader('content-type', 'text/javascript; charset=utf-8').end(source);
  } else {
    response.writeHead(404).end();
  }
}

function tooLate(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`the page posted no result in ${DEADLINE_MS / 1000} s`)),
    DEADLINE_MS,
  );
  signal.addEventListener('abort', () => clearTimeout(timer));
  return promise;
}
