import { Injectable } from '@nestjs/common';
import { Order as WireOrder, type OrderAccess } from '@tradepost/contracts';
import { Database } from '@tradepost/database';
import { answeredOnce, requestHash } from '@tradepost/messaging';
import { assertMaySee, type Asker } from '../domain/access.ts';
import { OrderStore } from '../flows/ports.ts';

/** A request for a change of one order, with the means to encode it. */
export type Keyed<Request> = {
  /** Such as `cancel-order`. Keys of one deed never answer another. */
  readonly deed: string;
  readonly asker: Asker;
  readonly message: { encode(request: Request): { finish(): Uint8Array } };
  readonly request: Request & { orderId: string; access?: OrderAccess | undefined; idempotencyKey: string };
  /** Absent: every answer is final. */
  readonly isFinal?: (order: WireOrder) => boolean;
};

const codec = {
  // A guest's token is added on the way out, so that none is ever stored.
  encode: (order: WireOrder) => WireOrder.encode({ ...order, token: '' }).finish(),
  decode: (bytes: Uint8Array) => WireOrder.decode(bytes),
};

/** Gives the same answer again to the same key. For deeds that find themselves done when they are asked for again. */
@Injectable()
export class OrderAnswers {
  constructor(
    private readonly db: Database,
    private readonly store: OrderStore,
  ) {}

  /** @throws DomainError `idempotency.mismatch`, `order.not_found` and whatever the deed throws, which keeps no answer */
  async once<Request>(
    { deed, asker, message, request, isFinal }: Keyed<Request>,
    work: () => Promise<WireOrder>,
  ): Promise<WireOrder> {
    const { orderId, access, idempotencyKey: key } = request;
    // Before anything is looked up under a key that may be guessed.
    if (key) assertMaySee(await this.store.find(orderId), asker);
    // The proof of being a guest may come by header or cookie.
    const asked = message.encode({ ...request, idempotencyKey: '', access: undefined }).finish();
    const scope = `${deed}:${scopeOf(asker, orderId)}`;
    const answer = await answeredOnce(
      this.db,
      { scope, key, requestHash: requestHash(asked) },
      codec,
      work,
      isFinal,
    );
    return { ...answer, token: asker.isTokenValid ? (access?.token ?? '') : '' };
  }
}

/** A user's keys are the user's; those of staff, and of guests, who prove nothing else, belong to the order. */
function scopeOf({ isStaff, userId }: Asker, orderId: string): string {
  if (isStaff) return `${orderId}:staff`;
  return userId ?? `${orderId}:guest`;
}
