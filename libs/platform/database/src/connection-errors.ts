import { RetryableError } from '@tradepost/errors';

// Class 08: connection; 57P01-57P03: shut down, crashed, starting; 53300: too many connections.
const AWAY = /^(08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
// pg gives no code to these.
const SAID =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/**
 * A database that can't be reached is retryable, not a bug. What the statement did is unknown when the connection
 * broke under it: only work that may be done twice is tried again.
 */
export function asRetryable(error: unknown): never {
  if (isAway(error))
    throw new RetryableError('unavailable', 'the database can not be reached', { cause: error });
  throw error;
}

// The same conditions as Prisma's adapter names them.
const ADAPTER_AWAY = /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections)$/;

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  const { kind = '', code: postgresCode = '' } = (error.cause ?? {}) as { kind?: string; code?: string };
  return AWAY.test(code) || SAID.test(error.message) || ADAPTER_AWAY.test(kind) || AWAY.test(postgresCode);
}
