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
}

/** Sends one request to the agent. Rejects when it is unavailable, times out, or answers other than 200 or 404. */
export async function askConsul(
  { consulAddr, token }: ConsulAddress,
  path: string,
  ask: Ask,
): Promise<ConsulAnswer> {
  const timeout = (ask.timing ?? realTiming).timeout(ask.timeoutMs);
  const response = await fetch(new URL(path, consulAddr), {
    method: ask.method ?? 'GET',
    signal: ask.signal ? AbortSignal.any([ask.signal, timeout]) : timeout,
    headers: token ? { 'X-Consul-Token': token } : {},
    ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
  });
  const text = await response.text();
  if (!response.ok && response.status !== 404) {
    throw new Error(`Consul answered ${response.status}: ${text.slice(0, 200).trim()}`);
  }
  const isJson = response.ok && text !== '';
  return {
    status: response.status,
    index: Number(response.headers.get('X-Consul-Index')) || 0,
    body: isJson ? JSON.parse(text) : undefined,
  };
}
