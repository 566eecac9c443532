import { RetryableError } from '@tradepost/errors';

// Class 08: connection; 57P01-57P03: shut down, crashed, starting; 53300: too many connections.
const AWAY = /^(08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
// pg gives no code to these.
const SAID =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;
// The pool is full: there are connections, only none for this caller.
const POOL_IS_FULL = /^timeout exceeded when trying to connect/;
const NOTHING_SENT = /^Client has encountered a connection error and is not queryable/;

const away = new WeakSet<Error>();

/**
 * A database that can't be reached is retryable, not a bug. What the statement did is unknown when the connection
 * broke under it: only work that may be done twice is tried again.
 */
export function asRetryable(error: unknown): never {
  if (!isAway(error)) throw error;
  const retryable = new RetryableError('unavailable', 'the database can not be reached', { cause: error });
  away.add(retryable);
  throw retryable;
}

/** Thrown by `asRetryable`. */
export const isUnreachable = (error: unknown): boolean => error instanceof Error && away.has(error);

/** No connection could be made, which another attempt may mend. */
export const isRefused = (error: unknown): boolean =>
  isAway(error) && !(error instanceof Error && POOL_IS_FULL.test(error.message));

/**
 * The connection is lost, and the statement (its own transaction, or COMMIT) has certainly committed nothing: it was not
 * sent, or Postgres has answered it with 57P01. It ends a session only between transactions or by aborting the one that
 * runs; a statement that had committed gets its result first. 57P02 and a broken connection prove nothing.
 */
export function wasNotCommitted(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return NOTHING_SENT.test(error.message) || codesOf(error).includes('57P01');
}

/** The function of Postgres that says "cached plan must not change result type"; its text may be translated. */
const REFUSES_PLANS = 'RevalidateCachedQuery';

/**
 * Postgres has refused a prepared statement, and done nothing: a migration changed its columns, or the session does not
 * know it any more. On this connection it would be refused for ever.
 */
export function isStale(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const codes = codesOf(error);
  const { routine } = error as Error & { routine?: string };
  return codes.includes('26000') || (codes.includes('0A000') && routine === REFUSES_PLANS);
}

// The same conditions as Prisma's adapter names them.
const ADAPTER_AWAY = /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections)$/;

export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { kind = '' } = (error.cause ?? {}) as { kind?: string };
  if (SAID.test(error.message) || ADAPTER_AWAY.test(kind)) return true;
  return codesOf(error).some((code) => AWAY.test(code)) || isMissingSocket(error);
}

/** The socket file of a Postgres that is stopped. */
const isMissingSocket = (error: Error & { code?: string; syscall?: string }): boolean =>
  error.code === 'ENOENT' && error.syscall === 'connect';

function codesOf(error: Error): string[] {
  const { code = '', originalCode = '' } = (error.cause ?? {}) as { code?: string; originalCode?: string };
  return ['code' in error ? String(error.code) : '', code, originalCode];
}
