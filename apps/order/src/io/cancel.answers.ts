import { Injectable } from '@nestjs/common';
import { CancelOrderRequest, CancelOrderResponse } from '@tradepost/contracts';
import { Database } from '@tradepost/database';
import { answeredOnce, requestHash } from '@tradepost/messaging';

type Cancelled = CancelOrderResponse['order'];

const codec = {
  // A guest's token is added on the way out, so that none is ever stored.
  encode: (order: Cancelled) =>
    CancelOrderResponse.encode({ order: order && { ...order, token: '' } }).finish(),
  decode: (bytes: Uint8Array): Cancelled => CancelOrderResponse.decode(bytes).order,
};

/** Gives the same answer again to the same key. An order is called off once however often that is asked for. */
@Injectable()
export class CancelAnswers {
  constructor(private readonly db: Database) {}

  /** To be asked only for callers who may see the order. @throws DomainError `idempotency.mismatch` */
  async once(request: CancelOrderRequest, work: () => Promise<Cancelled>): Promise<Cancelled> {
    const { access, orderId, idempotencyKey: key } = request;
    const actor = access?.staff ? 'staff' : access?.userId || 'guest';
    // The proof of being a guest may come by header or cookie.
    const asked = { ...request, idempotencyKey: '', access: undefined };
    const hash = requestHash(CancelOrderRequest.encode(asked).finish());
    return answeredOnce(
      this.db,
      { scope: `cancel-order:${orderId}:${actor}`, key, requestHash: hash },
      codec,
      work,
    );
  }
}
