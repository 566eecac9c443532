import { DomainError, type Json } from '@tradepost/decision';
import { NotYet } from './not-yet.ts';
import { NOT_YETS, REFUSALS } from './status-table.ts';

/** An error for people and programs (RFC 9457), with our members `code`, `traceId` and `errors`. */
export type Problem = {
  /** Names the kind of problem; made from the code. */
  readonly type: string;
  /** The same for every occurrence of the kind. */
  readonly title: string;
  readonly status: number;
  /** What happened this time and what to change. */
  readonly detail: string;
  /** The path that was asked for. */
  readonly instance: string;
  /** Stable, dotted. */
  readonly code: string;
  readonly traceId: string;
  /** One entry per fault; absent when there is only one to tell. */
  readonly errors?: readonly Json[];
  readonly [member: string]: Json | undefined;
};

export type Occurrence = { readonly instance: string; readonly traceId: string };

/** @returns the problem, and when to try again in ms if that is known. */
export function toProblem(
  error: unknown,
  { instance, traceId }: Occurrence,
): { problem: Problem; retryAfterMs?: number } {
  if (error instanceof DomainError) {
    const { http, title } = REFUSALS[error.kind];
    const own = base(error.code, http, title, error.message, instance, traceId);
    // Twice: our members stand first, and no fact replaces one of them.
    return { problem: { ...own, ...error.facts, ...own } };
  }
  if (error instanceof NotYet) {
    const { http, title, code } = NOT_YETS[error.reason];
    const problem = base(code, http, title, 'Please try again.', instance, traceId);
    return error.retryAfterMs === undefined ? { problem } : { problem, retryAfterMs: error.retryAfterMs };
  }
  return {
    problem: base(
      'internal',
      500,
      'Something went wrong here',
      'It was our fault and we were told.',
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
