import { Injectable } from '@nestjs/common';
import { Order as WireOrder, type OrderAccess } from '@tradepost/contracts';
import type { Encoder } from '@tradepost/messaging';
import { assertVisible, type Caller } from '../domain/access.ts';
import { OrderStore } from '../flows/ports/order-store.ts';
import { OrderIdempotency } from './order-idempotency.ts';

/** A request for a change of one order, with the means to encode it. */
export interface OrderWrite<Request> {
  /** Such as `cancel-order`: a key of one operation never answers another. */
  readonly operation: string;
  readonly caller: Caller;
  readonly requestType: Encoder<Request>;
  readonly request: Request & { orderId: string; access?: OrderAccess | undefined; idempotencyKey: string };
  /** Absent: every answer is final. */
  readonly isFinal?: (order: WireOrder) => boolean;
}

/** A guest's token is added to each answer, so that none is ever stored. */
const WithoutToken = {
  encode: (order: WireOrder) => WireOrder.encode({ ...order, token: '' }),
  decode: (bytes: Uint8Array) => WireOrder.decode(bytes),
};

/** Replays the stored answer for the same key. For operations that change nothing when they are repeated. */
@Injectable()
export class IdempotentOrderWrites {
  constructor(
    private readonly writes: OrderIdempotency,
    private readonly orders: OrderStore,
  ) {}

  /** @throws DomainError `idempotency.mismatch`, `order.not_found` and those of `work`, after which no answer is stored */
  async once<Request>(
    { operation, caller, requestType, request, isFinal }: OrderWrite<Request>,
    work: () => Promise<WireOrder>,
  ): Promise<WireOrder> {
    const { orderId, access, idempotencyKey: key } = request;
    // Before anything is looked up under a key that may be guessed.
    if (key) assertVisible(await this.orders.find(orderId), caller);
    // The proof of being a guest may come by header or cookie.
    const compared = { ...request, access: undefined };
    const keyed = { operation, owner: ownerOf(caller, orderId), requestType, request: compared };
    const answer = await this.writes.repeatable({ ...keyed, responseType: WithoutToken }, work, isFinal);
    return { ...answer, token: caller.isTokenValid ? (access?.token ?? '') : '' };
  }
}

/** A user's keys are the user's. Those of staff, and of guests, who prove nothing else, belong to the order. */
function ownerOf({ isStaff, userId }: Caller, orderId: string): string {
  if (isStaff) return `${orderId}:staff`;
  return userId ?? `${orderId}:guest`;
}
