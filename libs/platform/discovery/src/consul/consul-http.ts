import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { realTiming, type Timing } from '../timing.ts';

export interface ConsulAddress {
  /** The local agent: `http://127.0.0.1:8500`. */
  readonly consulAddr: string;
  readonly token?: string | undefined;
}

export interface ConsulAnswer {
  readonly status: number;
  /** X-Consul-Index; 0 when there is none. */
  readonly index: number;
  readonly body: unknown;
}

interface Ask {
  readonly timeoutMs: number;
  readonly timing?: Timing;
  readonly signal?: AbortSignal;
  readonly method?: 'GET' | 'PUT';
  readonly body?: unknown;
  /** What the token must allow, for the message: `write service:order`. */
  readonly permission?: string;
}

/** Sends one request to the agent. Rejects when it is unavailable, times out, or answers other than 200 or 404. */
export async function askConsul(
  { consulAddr, token }: ConsulAddress,
  path: string,
  ask: Ask,
): Promise<ConsulAnswer> {
  const timeout = (ask.timing ?? realTiming).timeout(ask.timeoutMs);
  const response = await send(new URL(path, consulAddr), {
    method: ask.method ?? 'GET',
    signal: ask.signal ? AbortSignal.any([ask.signal, timeout]) : timeout,
    headers: token ? { 'X-Consul-Token': token } : {},
    ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
  });
  const { statusCode: status = 0, headers } = response;
  const body = await text(response);
  const isOk = status >= 200 && status < 300;
  if (status === 403 && ask.permission) throw new Error(refusal(ask.permission, token));
  if (!isOk && status !== 404) throw new Error(`Consul answered ${status}: ${body.slice(0, 200).trim()}`);
  return {
    status,
    index: Number(headers['x-consul-index']) || 0,
    body: isOk && body !== '' ? (JSON.parse(body) as unknown) : undefined,
  };
}

const refusal = (permission: string, token: string | undefined): string =>
  token
    ? `Consul answered 403: the token of CONSUL_HTTP_TOKEN may not ${permission}, or Consul does not know it`
    : `Consul answered 403: it has ACLs; set CONSUL_HTTP_TOKEN to a token that may ${permission}`;

interface Outgoing {
  readonly method: string;
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Not by `fetch`, which would load undici, 3 MB in each process, for this alone. */
function send(url: URL, { body = '', ...options }: Outgoing): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end(body);
  });
}
