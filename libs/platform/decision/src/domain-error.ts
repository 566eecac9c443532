/** Why a request was refused; `@tradepost/errors` maps each kind to a gRPC and an HTTP status. */
export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'duplicate'
  | 'conflict'
  | 'stale'
  | 'mismatch'
  | 'payment';

/** A value that survives JSON unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Details of a refusal; `errors` is a list with one entry per fault, each with a `code` and a `detail`. */
export interface Facts {
  readonly [key: string]: Json;
}

/**
 * A final, typed refusal. `code` is stable and dotted (`stock.insufficient`), `message` says what to change.
 * Every other error is retryable or a bug.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly kind: RefusalKind;
  readonly code: string;
  readonly facts: Facts;

  constructor(kind: RefusalKind, code: string, detail: string, facts: Facts = {}) {
    super(detail);
    this.kind = kind;
    this.code = code;
    this.facts = facts;
  }
}
