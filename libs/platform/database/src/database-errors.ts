/** What is known of a database error, whether `pg` threw it or Prisma. */
interface DatabaseError {
  readonly code: string;
  readonly constraint: string | undefined;
}

/** True when a write met a UNIQUE constraint (or the named one). */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, '23505', constraint);
}

/** True when a write met a CHECK constraint (or the named one). */
export function isCheckViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, '23514', constraint);
}

/** True for a serialisation failure or deadlock: Postgres rolled everything back, so running it again is safe. */
export function isLostRace(error: unknown): boolean {
  const { code } = detailsOf(error);
  return code === '40001' || code === '40P01';
}

function isViolation(error: unknown, code: string, constraint: string | undefined): boolean {
  const details = detailsOf(error);
  return details.code === code && (constraint === undefined || details.constraint === constraint);
}

interface PgError {
  readonly code?: string;
  readonly constraint?: string;
}
interface PrismaError {
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: AdapterErrorCause } };
}
interface AdapterErrorCause {
  readonly originalCode?: string;
  readonly originalMessage?: string;
  readonly constraint?: { readonly index?: string };
}

function detailsOf(error: unknown): DatabaseError {
  if (typeof error !== 'object' || error === null) return { code: '', constraint: undefined };
  const cause = (error as PrismaError).meta?.driverAdapterError?.cause;
  if (!cause) return { code: (error as PgError).code ?? '', constraint: (error as PgError).constraint };
  // The adapter passes the name of a CHECK on only in the message.
  const named = /constraint "([^"]+)"/.exec(cause.originalMessage ?? '')?.[1];
  return { code: cause.originalCode ?? '', constraint: cause.constraint?.index ?? named };
}
