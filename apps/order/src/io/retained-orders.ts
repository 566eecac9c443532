import { Injectable } from '@nestjs/common';
import type { Order } from '../domain/order.ts';

interface Retained {
  order: Order;
  answer?: Uint8Array;
}

/**
 * Orders of purchases that this process works on, so that they need not be read back after each write. A copy may be
 * behind the database: a save checks its version, and a refusal is decided on the order in the database.
 */
@Injectable()
export class RetainedOrders {
  private readonly byId = new Map<string, Retained>();

  retain(order: Order): void {
    this.byId.set(order.id, { order });
  }

  release(id: string): void {
    this.byId.delete(id);
  }

  get(id: string): Order | undefined {
    return this.byId.get(id)?.order;
  }

  answerOf(id: string): Uint8Array | undefined {
    return this.byId.get(id)?.answer;
  }

  /** A reader may come back with an older version than the last write: the newest is retained. */
  update(order: Order, answer?: Uint8Array): void {
    const known = this.byId.get(order.id);
    if (!known) return;
    if (order.version >= known.order.version) known.order = order;
    if (answer) known.answer = answer;
  }
}
