import { Module } from '@nestjs/common';
import { Logger } from '@tradepost/observability';
import { ChangeOrder } from './flows/change-order.ts';
import { GuestTokens } from './flows/ports/guest-tokens.ts';
import { OrderStore } from './flows/ports/order-store.ts';
import { Clock, Ids, Log } from './flows/ports/platform.ts';
import { HmacGuestTokens } from './io/guest-tokens.ts';
import { IdempotentOrderWrites } from './io/idempotent-order-writes.ts';
import { OrderIdempotency } from './io/order-idempotency.ts';
import { OrderEventMetrics } from './io/order-event.metrics.ts';
import { OrderTableMetrics } from './io/order-table.metrics.ts';
import { PostgresOrderStore } from './io/order.store.ts';
import { RetainedOrders } from './io/retained-orders.ts';
import { SystemClock, UuidIds } from './io/system.ts';

/** Orders as every other module reads and changes them. */
@Module({
  providers: [
    ChangeOrder,
    IdempotentOrderWrites,
    OrderEventMetrics,
    OrderTableMetrics,
    RetainedOrders,
    OrderIdempotency,
    { provide: OrderStore, useClass: PostgresOrderStore },
    { provide: GuestTokens, useClass: HmacGuestTokens },
    { provide: Clock, useClass: SystemClock },
    { provide: Ids, useClass: UuidIds },
    { provide: Log, useExisting: Logger },
  ],
  exports: [
    ChangeOrder,
    Clock,
    GuestTokens,
    IdempotentOrderWrites,
    OrderIdempotency,
    Ids,
    Log,
    OrderStore,
    RetainedOrders,
  ],
})
export class StoreModule {}
