import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from './csv-file.ts';

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

export interface Account {
  email: string;
  password: string;
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** Something that answers like the gateway. */
export interface Shop {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
}

const DEADLINE_MS = 60_000;
const TRIES = 8;
const LONGEST_WAIT_S = 60;

/**
 * Talks to the shop as a member of staff, as any program outside could: through the gateway's REST API.
 * Answers that say "later" are waited for as long as they ask; every other answer is the caller's to judge.
 */
export class ShopClient implements Shop {
  readonly origin: string;
  readonly account: Account;
  private signIn: Promise<string> | undefined;
  private reached = false;

  constructor(origin: string, account: Account) {
    this.origin = origin.replace(/\/+$/, '');
    this.account = account;
  }

  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const token = this.token();
    const answer = await this.patiently(method, path, { ...options, token: await token });
    if (answer.status !== 401) return answer;
    // The token ran out on the way; of several calls that notice, one signs in again.
    if (this.signIn === token) this.signIn = undefined;
    return this.patiently(method, path, { ...options, token: await this.token() });
  }

  private token(): Promise<string> {
    this.signIn ??= this.login();
    return this.signIn;
  }

  private async login(): Promise<string> {
    const { status, body } = await this.patiently('POST', '/api/v1/auth/login', { body: this.account });
    const token = (body as { accessToken?: unknown } | null)?.accessToken;
    if (status === 200 && typeof token === 'string') return token;
    throw new InputError(
      `${this.origin}: cannot sign in as ${this.account.email} (${describe({ status, body })}); ` +
        'set TRADEPOST_EMAIL and TRADEPOST_PASSWORD to an account of the staff',
    );
  }

  private async patiently(
    method: string,
    path: string,
    options: CallOptions & { token?: string },
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.once(method, path, options).catch((error: unknown) => error as Error);
      // A shop that answered before is being restarted; one that never did is not there.
      if (answer instanceof Error && (attempt === TRIES || !this.reached))
        throw unreachable(this.origin, answer);
      this.reached = true;
      if (!(answer instanceof Error) && (!isLater(answer.status) || attempt === TRIES)) return answer;
      const asked =
        answer instanceof Error ? Number.NaN : Number(answer.headers.get('retry-after') ?? Number.NaN);
      const seconds = Number.isFinite(asked)
        ? Math.min(asked, LONGEST_WAIT_S)
        : Math.min(0.1 * 2 ** attempt, 5);
      await pause(seconds * 1000 * (1 + Math.random() / 4));
    }
  }

  private async once(
    method: string,
    path: string,
    { body, headers, token }: CallOptions & { token?: string },
  ): Promise<Answer> {
    const response = await fetch(this.origin + path, {
      method,
      signal: AbortSignal.timeout(DEADLINE_MS),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text) };
  }
}

/** What the shop said, in one line: a problem's code and detail, and what it says of single fields. */
export function describe({ status, body }: Pick<Answer, 'status' | 'body'>): string {
  const problem = (body ?? {}) as { code?: string; detail?: string; title?: string; errors?: unknown[] };
  const fields = (problem.errors ?? []).slice(0, 3).map((error) => JSON.stringify(error));
  return [status, problem.code, problem.detail ?? problem.title, ...fields].filter(Boolean).join(' ');
}

function isLater(status: number): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function unreachable(origin: string, error: Error): InputError {
  const cause = error.cause as { code?: string; message?: string } | undefined;
  const why = cause?.code ?? cause?.message ?? error.message;
  return new InputError(`${origin}: the shop does not answer (${why}); start it with npm start`);
}
