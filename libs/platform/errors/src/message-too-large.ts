/** Which message of a call exceeded the limit. */
export type TooLargePart = 'request' | 'response';

/**
 * A message between services exceeds the limit. The same call would fail again, so it is neither retryable nor a refusal:
 * gRPC reports it with the status of overload, RESOURCE_EXHAUSTED, and `fromWire` tells the two apart.
 */
export class MessageTooLarge extends Error {
  override readonly name = 'MessageTooLarge';
  /** `request`: what the caller sent itself; a call that the called service made counts as its response. */
  readonly part: TooLargePart;

  constructor(part: TooLargePart, detail: string) {
    super(detail);
    this.part = part;
  }
}
