import { Injectable } from '@nestjs/common';
import type { Money } from '@tradepost/decision';
import { decideRefund, requestRefund } from '../domain/refund.ts';
import { ChangeOrder, STAFF } from './change-order.ts';
import { documentId } from './document-id.ts';
import type { OrderHistory } from './ports/order-store.ts';
import { Ids } from './ports/platform.ts';
import { RefundMoneySaga } from './refund-money.saga.ts';
import type { Wait } from './waiting.ts';

/** Refunds take two steps by two people: one requests, the other approves or rejects. */
@Injectable()
export class RefundPayment {
  constructor(
    private readonly changes: ChangeOrder,
    private readonly saga: RefundMoneySaga,
    private readonly ids: Ids,
  ) {}

  requestRefund(
    orderId: string,
    { key, ...requested }: { amount: Money; reason: string; key: string },
  ): Promise<OrderHistory> {
    const id = documentId(this.ids, orderId, 'refund', key);
    return this.changes.apply(orderId, STAFF, (order, now) =>
      requestRefund(order, { id, ...requested }, now),
    );
  }

  decideRefund(
    orderId: string,
    { id, isApproved }: { id: string; isApproved: boolean },
    wait: Wait,
  ): Promise<OrderHistory> {
    const saga = this.saga.begin({ orderId, refundId: id });
    const followUp = isApproved ? { saga, wait } : undefined;
    return this.changes.apply(
      orderId,
      STAFF,
      (order, now) => decideRefund(order, id, isApproved, now),
      followUp,
    );
  }
}
