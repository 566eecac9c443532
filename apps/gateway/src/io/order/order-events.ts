import { Injectable, type MessageEvent } from '@nestjs/common';
import { type OrderAccess, OrderServiceDefinition } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import type { RpcClient } from '@tradepost/rpc';
import {
  catchError,
  concat,
  concatMap,
  distinctUntilChanged,
  EMPTY,
  from,
  interval,
  map,
  merge,
  type Observable,
  of,
  startWith,
  takeUntil,
} from 'rxjs';
import { type Order, toOrder } from '../shapes/order.ts';
import { present } from '../shapes/shared-mapping.ts';
import { Revocations } from '../http/revocations.ts';
import type { OrderFollower } from './order-access.ts';
import { OrderUpdates } from './order-updates.ts';

const HEARTBEAT_MS = 15_000;

/** An order as it changes, for server-sent events. */
@Injectable()
export class OrderEvents {
  /** Proxies close silent connections. */
  private readonly heartbeats: Observable<MessageEvent>;

  constructor(
    @InjectGrpc(OrderServiceDefinition) private readonly orders: RpcClient<typeof OrderServiceDefinition>,
    private readonly updates: OrderUpdates,
    private readonly revocations: Revocations,
    private readonly log: Logger,
  ) {
    const heartbeat = { comment: 'still here' } as MessageEvent;
    this.heartbeats = interval(HEARTBEAT_MS).pipe(
      map(() => heartbeat),
      takeUntil(updates.ended),
    );
  }

  /**
   * The stream of a signed-in follower ends with the session; that of HEAD at once, as it has no reader.
   * @throws whatever reading the order throws, before the stream begins
   */
  async of(orderId: string, { access, sessionId, isHead }: OrderFollower): Promise<Observable<MessageEvent>> {
    const first = await this.read(orderId, access);
    if (isHead) return EMPTY;
    const updates = this.updates.of(orderId);
    const changes = updates.pipe(
      // Between the first reading and the subscription it may have changed.
      startWith(undefined),
      concatMap(() => from(this.read(orderId, access)).pipe(catchError((error) => this.skip(error)))),
    );
    const orders = concat(of(first), changes).pipe(
      map((order) => JSON.stringify(order)),
      distinctUntilChanged(),
      map((data): MessageEvent => ({ type: 'order', data })),
    );
    const events = merge(orders, this.heartbeats);
    return sessionId ? events.pipe(takeUntil(this.revocations.ended(sessionId))) : events;
  }

  private async read(orderId: string, access: OrderAccess): Promise<Order> {
    // The stream outlives the deadline of the request, so each reading has its own.
    const { order } = await this.orders.getOrder({ orderId, access }, { timeoutMs: 5_000 });
    return toOrder(present(order));
  }

  private skip(err: unknown): Observable<never> {
    this.log.warn({ err }, 'an update of an order was not sent to a follower');
    return EMPTY;
  }
}
