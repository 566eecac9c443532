import type { StepRun } from '@tradepost/saga';
import type { Priced } from '../domain/order.ts';
import type { PurchaseRequest } from '../domain/purchase-request.ts';
import type { ClaimName } from './ports/purchase-store.ts';

/** The saga's name is stored with its rows: renaming it strands them. */
export const PLACE_ORDER = 'place-order';

/** All that another process needs to go on. The request holds secrets and is dropped with the final answer. */
export interface Placing {
  readonly orderId: string;
  readonly claim: ClaimName;
  /** Null: there is a final answer. */
  readonly request: PurchaseRequest | null;
  /**
   * What the cart fixed, until it is written with the order. Null: not known yet, or written. Absent: a saga of the release
   * before, whose order has it.
   */
  readonly priced?: Priced | null;
  /** Its stock is sold and can't expire. Absent: it is not taken yet, or must be committed. */
  readonly isSold?: boolean;
  /** The provider's name for the authorisation; null: none yet, or nothing to pay. */
  readonly reference: string | null;
}

export type PlacingRun = StepRun<Placing>;

export function requestOf({ orderId, request }: Placing): PurchaseRequest {
  if (!request) throw new Error(`the request of order ${orderId} was dropped before its answer`);
  return request;
}
