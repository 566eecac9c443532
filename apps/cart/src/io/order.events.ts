import { Injectable } from '@nestjs/common';
import { Worker } from '@tradepost/bootstrap';
import { OrderConfirmed } from '@tradepost/contracts';
import { Database, type Transaction } from '@tradepost/database';
import { StreamConsumer, type StreamEvent } from '@tradepost/messaging';
import { Logger, Metrics } from '@tradepost/observability';
import { Redis } from 'ioredis';
import { markOrdered } from '../domain/freeze.ts';
import { Clock } from '../flows/ports.ts';
import { changeIn } from './cart.store.ts';

/**
 * A confirmed order turns its cart into `ordered`. A rejected order needs no handler: its saga releases the cart by a
 * call before it replies to the buyer.
 */
@Injectable()
export class OrderEvents extends Worker {
  private readonly consumer: StreamConsumer;

  constructor(
    db: Database,
    redis: Redis,
    log: Logger,
    metrics: Metrics,
    private readonly clock: Clock,
  ) {
    super();
    const handlers = {
      'shop.order.v1.OrderConfirmed': (event: StreamEvent, tx: Transaction) => this.confirmed(event, tx),
    };
    this.consumer = new StreamConsumer({
      service: 'cart',
      from: ['order'],
      handlers,
      db,
      redis,
      log,
      metrics,
    });
  }

  start(): void {
    this.consumer.start();
  }

  stop(): Promise<void> {
    return this.consumer.stop();
  }

  private async confirmed({ data }: StreamEvent, tx: Transaction): Promise<void> {
    const { cartId, orderId } = OrderConfirmed.decode(data);
    if (!cartId) return;
    const cart = await changeIn(tx, cartId, (before) => markOrdered(before, orderId), this.clock.now());
    if (!cart) throw new Error(`cart ${cartId} of the confirmed order ${orderId} does not exist`);
  }
}
