import type { DomainError } from '@tradepost/decision';

/** An error that was answered before and is answered again with the trace of its first time. */
export class RepeatedError extends Error {
  constructor(
    readonly error: DomainError,
    readonly traceId: string,
  ) {
    super(error.message, { cause: error });
  }
}
