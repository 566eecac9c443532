/** Why something can't be done now, though it might be later. */
export type NotYetReason = 'unavailable' | 'timeout' | 'busy' | 'aborted' | 'cancelled';

/** "Not yet": the outcome may be unknown; idempotent work may be tried again. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
  readonly reason: NotYetReason;
  /** When to try again, in ms; undefined: not known. */
  readonly retryAfterMs: number | undefined;

  constructor(
    reason: NotYetReason,
    detail: string,
    options: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.retryAfterMs = options.retryAfterMs;
  }
}
