/** Why an operation failed that may succeed when retried. */
export type RetryableReason = 'unavailable' | 'timeout' | 'busy' | 'aborted' | 'cancelled';

/** A retryable error. The outcome may be unknown; idempotent operations may be retried. */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
  readonly reason: RetryableReason;
  /** When to retry, in ms; undefined: unknown. */
  readonly retryAfterMs: number | undefined;

  constructor(
    reason: RetryableReason,
    detail: string,
    options: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.retryAfterMs = options.retryAfterMs;
  }
}
