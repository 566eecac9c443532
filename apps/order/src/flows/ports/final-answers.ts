import type { DomainError } from '@tradepost/decision';
import type { Order, TimelineEntry } from '../../domain/order.ts';

/** The answer to a purchase that is stored and replayed for its idempotency key. */
export type FinalAnswer =
  | { readonly kind: 'placed'; readonly order: Order; readonly timeline: readonly TimelineEntry[] }
  | { readonly kind: 'refused'; readonly error: DomainError };

export abstract class FinalAnswers {
  /** The answer's bytes on the wire. */
  abstract encode(answer: FinalAnswer): Uint8Array;
}
