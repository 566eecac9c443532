import { describe } from '../input/shop-client.ts';

const DEADLINE_MS = 45_000;

export interface Request {
  body?: unknown;
  headers?: Record<string, string>;
}

/** A client without an account. Every response must have the expected status. */
export class Visitor {
  private readonly origin: string;

  constructor(origin: string) {
    this.origin = origin.replace(/\/+$/, '');
  }

  async ask<T>(method: string, path: string, status: number, { body, headers }: Request = {}): Promise<T> {
    const response = await fetch(this.origin + path, {
      method,
      signal: AbortSignal.timeout(DEADLINE_MS),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = parsed(text);
    if (response.status !== status) {
      const seen = describe({ status: response.status, body: answer });
      throw new Error(`${method} ${path}: expected ${status}, got ${seen}`);
    }
    return answer as T;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
