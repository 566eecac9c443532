import { DomainError, type Json } from '@tradepost/decision';
import { MessageTooLarge } from './message-too-large.ts';
import { RetryableError } from './retryable-error.ts';
import { RETRYABLES, REFUSALS, TOO_LARGE } from './status-table.ts';

/** An RFC 9457 problem with the extension members `code`, `traceId` and `errors`. */
export interface Problem {
  /** URI of the problem type, derived from the code. */
  readonly type: string;
  /** The same for every occurrence of the type. */
  readonly title: string;
  readonly status: number;
  /** What happened in this occurrence and what to change. */
  readonly detail: string;
  /** The path of the request. */
  readonly instance: string;
  /** Stable, dotted. */
  readonly code: string;
  readonly traceId: string;
  /** One entry per fault; absent when `detail` says it all. */
  readonly errors?: readonly Json[];
  readonly [member: string]: Json | undefined;
}

export interface Occurrence {
  readonly instance: string;
  readonly traceId: string;
}

/** @returns the problem, and when to retry in ms if known. */
export function toProblem(
  error: unknown,
  { instance, traceId }: Occurrence,
): { problem: Problem; retryAfterMs?: number } {
  if (error instanceof DomainError) {
    const { http, title } = REFUSALS[error.kind];
    const own = base(error.code, http, title, error.message, instance, traceId);
    // Spread twice: the standard members come first, and no fact can replace them.
    return { problem: { ...own, ...error.facts, ...own } };
  }
  if (error instanceof RetryableError) {
    const { http, title, code } = RETRYABLES[error.reason];
    const problem = base(code, http, title, 'Try again later.', instance, traceId);
    return error.retryAfterMs === undefined ? { problem } : { problem, retryAfterMs: error.retryAfterMs };
  }
  if (error instanceof MessageTooLarge) {
    const { http, detail } = TOO_LARGE[error.part];
    return { problem: base(TOO_LARGE.code, http, TOO_LARGE.title, detail, instance, traceId) };
  }
  return {
    problem: base(
      'internal',
      500,
      'Internal error',
      'An unexpected error occurred and was logged.',
      instance,
      traceId,
    ),
  };
}

function base(
  code: string,
  status: number,
  title: string,
  detail: string,
  instance: string,
  traceId: string,
) {
  return { type: `urn:tradepost:problem:${code}`, title, status, detail, instance, code, traceId };
}
