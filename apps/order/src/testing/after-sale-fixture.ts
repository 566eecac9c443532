import { ParcelState, type Order, type OrderAccess } from '@tradepost/contracts';
import { Logger } from '@tradepost/observability';
import { serviceDatabase, testRedis, type TestDatabase, type TestRedis } from '@tradepost/testing';
import { waitUntil } from '@tradepost/testing/waiting';
import { afterAll, beforeAll } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { OrderDatabase } from '../io/order-database.ts';
import { aPurchase, gbp, placedIn } from './builders.ts';
import { fakeServers, type FakeServers } from './fake-servers.ts';
import { runOrder, type RunningOrder } from './running-order.ts';

export const access: OrderAccess = { userId: '', token: '', staff: true };

export const at50 = <T>(call: (i: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: 50 }, (_, i) => call(i)));

export const won = (answers: PromiseSettledResult<unknown>[]) =>
  answers.filter(({ status }) => status === 'fulfilled').length;

export const codes = (answers: PromiseSettledResult<unknown>[]) =>
  new Set(
    answers.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : [])),
  );

/** The order service beside fakes of the others, and what staff do with an order. For one spec file. */
export class AfterSaleFixture {
  own!: TestDatabase<OrderDatabase>;
  services!: FakeServers;
  running!: RunningOrder;
  private redis: TestRedis | undefined;

  constructor() {
    beforeAll(async () => {
      [this.own, this.redis] = await Promise.all([
        serviceDatabase(OrderDatabase, new URL('../../prisma/migrations', import.meta.url)),
        testRedis(),
      ]);
      this.services = await fakeServers(new Logger({ service: 'spec', level: 'silent' }));
      const { own, redis, services } = this;
      this.running = await runOrder({ databaseUrl: own.url, redisUrl: redis.url, services });
    });
    afterAll(async () => {
      await this.running?.close();
      await this.services?.close();
      await Promise.all([this.own?.close(), this.redis?.close()]);
    });
  }

  readonly read = async (orderId: string): Promise<Order> =>
    (await this.running.order.getOrder({ orderId, access })).order!;

  /** Two mugs, 1 400 with shipping, paid. */
  readonly paid = async (): Promise<Order> => {
    const { id } = placedIn(await this.running.order.placeOrder(aPurchase()));
    await waitUntil(async () => (await this.read(id)).paymentState === 'PAYMENT_STATE_CAPTURED');
    return this.read(id);
  };

  readonly pack = (order: Order, quantity: number, idempotencyKey: string = uuidv7()) =>
    this.running.afterSale.createFulfilment({
      orderId: order.id,
      lines: [{ lineId: order.lines[0]!.id, quantity }],
      tracking: '',
      idempotencyKey,
    });

  readonly moveParcel = (order: Order, fulfilmentId: string, to: ParcelState) =>
    this.running.afterSale.moveFulfilment({
      ...{ orderId: order.id, fulfilmentId, to, tracking: '', idempotencyKey: '' },
    });

  readonly sent = async (order: Order, quantity = 2): Promise<Order> => {
    const { order: now } = await this.pack(order, quantity);
    const id = now!.fulfilments.at(-1)!.id;
    for (const to of [ParcelState.PACKED, ParcelState.SHIPPED]) await this.moveParcel(order, id, to);
    return this.read(order.id);
  };

  readonly ask = (order: Order, amountMinor: number, idempotencyKey: string = uuidv7()) =>
    this.running.afterSale.requestRefund({
      orderId: order.id,
      amount: gbp(amountMinor),
      reason: 'a scratch',
      idempotencyKey,
    });

  readonly approve = (order: Order, refundId: string) =>
    this.running.afterSale.decideRefund({ orderId: order.id, refundId, approve: true, idempotencyKey: '' });

  readonly authorisationOf = (order: Order) => this.services.provider.ledger.get(`${order.id}/authorize`)!;
}
