import { DomainError } from '@tradepost/decision';
import { waitUntil } from '@tradepost/testing/waiting';
import { v7 as uuidv7 } from 'uuid';
import type { LineQuantity } from '../domain/documents.ts';
import { restOf } from '../domain/item-cancellation.ts';
import { withPrices, type Order } from '../domain/order.ts';
import { toSend } from '../domain/order-lines.ts';
import { capturedOf, refundedOf } from '../domain/payment.ts';
import { refundable } from '../domain/refund.ts';
import type { ParcelState, ReturnState } from '../domain/states.ts';
import { aCheckout, aLine, aRequest, gbp, someTotals } from './builders.ts';
import { cancelledMoneyFaults } from './cancelled-money.ts';
import { serviceDown } from './fake-services.ts';
import { orderFixture } from './order-fixture.ts';
import { within } from '../flows/waiting.ts';

export const asStaff = { userId: null, isTokenValid: false, isStaff: true };
export const asCustomer = { userId: null, isTokenValid: true, isStaff: false };

/** How an order begins. */
export type Start =
  'paid' | 'free' | 'mixed' | 'capturing' | 'challenged' | 'capture refused' | 'without prices' | 'declined';

/** One order with everything around it, and every operation on it. */
export class OrderWorld {
  readonly fixture = orderFixture();
  private readonly stockBefore = this.fixture.stock.free;
  private orderId = '';
  private letCapture: () => void = () => {};
  private isCapturing = false;
  private placed: Promise<unknown> = Promise.resolve();

  /**
   * Three mugs at 500, a bowl at 900, and shipping at 400; all of it for nothing when it is free. Mixed, the bowl is a
   * voucher that is not shipped.
   */
  static async begin(start: Start): Promise<OrderWorld> {
    const world = new OrderWorld();
    await world.buy(start);
    return world;
  }

  private async buy(start: Start): Promise<void> {
    const { carts, provider, sagas, store, placing } = this.fixture;
    const lines = [
      aLine({ quantity: 3 }),
      aLine({ quantity: 1, unitPrice: gbp(900), requiresShipping: start !== 'mixed' }),
    ];
    const free = { discount: gbp(2_400), shipping: gbp(0), grand: gbp(0) };
    carts.checkoutIs = () => aCheckout({ lines, totals: someTotals(2_400, start === 'free' ? free : {}) });
    provider.refusesCapture = start === 'capture refused';
    if (start === 'capturing') this.holdCapture();
    if (start === 'without prices') {
      sagas.deadlineMs = 20;
      sagas.before = (what) => void (what.includes('freeze and price') && serviceDown());
    }
    const tokens: Partial<Record<Start, string>> = {
      challenged: 'tok_requires_action',
      declined: 'tok_declined',
    };
    const request = aRequest({ paymentToken: tokens[start] ?? 'tok_ok' });
    // Its answer is not looked at: the order tells what became of it.
    this.placed = placing
      .place(request, uuidv7(), within(start === 'without prices' ? 5 : 2_000))
      .catch(() => {});
    await waitUntil(() => store.orders.size > 0 && (start !== 'capturing' || this.isBought()), {
      interval: 1,
    });
    this.orderId = [...store.orders.keys()][0] ?? '';
    if (start !== 'capturing') await this.placed;
    if (start === 'without prices') await waitUntil(() => this.order.state === 'review', { interval: 1 });
    sagas.before = () => {};
    sagas.deadlineMs = undefined;
    provider.refusesCapture = false;
    await this.settled();
  }

  /** The capture takes as long as the spec wants. */
  private holdCapture(): void {
    const { provider } = this.fixture;
    const gate = new Promise<void>((open) => (this.letCapture = open));
    const capture = provider.capture.bind(provider);
    provider.capture = (movement) => gate.then(() => capture(movement));
    this.isCapturing = true;
  }

  private isBought(): boolean {
    return [...this.fixture.store.orders.values()].some(({ state }) => state === 'confirmed');
  }

  /** Nothing of it goes on afterwards. */
  async close(): Promise<void> {
    this.capture();
    await this.placed;
    await this.settled();
  }

  get order(): Order {
    const order = this.fixture.store.orders.get(this.orderId);
    if (!order) throw new Error('there is no order');
    return order;
  }

  /** No saga works on it, except the capture that the spec holds back. */
  private async settled(): Promise<void> {
    await waitUntil(
      async () => {
        const running = (await this.fixture.sagas.open()).filter(({ status }) => status === 'running');
        return running.every(({ name }) => this.isCapturing && name === 'place-order');
      },
      { interval: 1 },
    );
  }

  /** @returns `done`, or the code of the refusal. @throws whatever else it throws, which is a bug */
  async run(operation: (world: OrderWorld) => unknown): Promise<string> {
    try {
      await operation(this);
      return 'done';
    } catch (error) {
      if (error instanceof DomainError) return error.code;
      throw error;
    } finally {
      await this.settled();
    }
  }

  /** What must hold after every operation. @returns what does not */
  async faults(): Promise<string[]> {
    return [
      ...(await this.sagaFaults()),
      ...this.moneyFaults(),
      ...this.stockFaults(),
      ...this.parcelFaults(),
    ];
  }

  private async sagaFaults(): Promise<string[]> {
    const open = await this.fixture.sagas.open();
    const { state, payment } = this.order;
    return open.flatMap(({ name, status, id }) => {
      const isPurchase = name === 'place-order' && id === this.orderId;
      // Put before staff, until it is retried or the order is cancelled.
      if (status === 'stuck' && isPurchase && state === 'review') return [];
      const isWaiting = status === 'sleeping' ? payment.state === 'requires_action' : this.isCapturing;
      return status !== 'stuck' && isPurchase && isWaiting ? [] : [`${name} is ${status}`];
    });
  }

  private moneyFaults(): string[] {
    const { state, payment, refunds } = this.order;
    const booked = this.fixture.provider.ledger.get(`${this.orderId}/authorize`);
    const [captured, refunded] = [
      capturedOf(payment)?.amountMinor ?? 0,
      refundedOf(payment)?.amountMinor ?? 0,
    ];
    const done = refunds.filter((one) => one.state === 'done').map(({ amount }) => amount.amountMinor);
    const executed = done.reduce((sum, amount) => sum + amount, 0);
    const isDead = state === 'cancelled' || state === 'rejected' || state === 'expired';
    const isKept = booked ? booked.captured - booked.refunded > 0 || isHeldBack(booked) : false;
    return [
      ...(captured === (booked?.captured ?? 0) ? [] : [`captured ${captured}, provider ${booked?.captured}`]),
      ...(refunded === (booked?.refunded ?? 0) ? [] : [`refunded ${refunded}, provider ${booked?.refunded}`]),
      ...(refunded <= captured ? [] : [`refunded ${refunded} of ${captured}`]),
      ...(executed <= refunded ? [] : [`${executed} in refunds, ${refunded} refunded`]),
      ...(isDead && isKept ? [`the order is ${state}, its money is here`] : []),
      ...(refunds.some((one) => one.state === 'executing') ? ['a refund is executing'] : []),
      ...cancelledMoneyFaults(this.order, captured, refunded),
    ];
  }

  private stockFaults(): string[] {
    const { free, held, shipped, committed } = this.fixture.stock;
    const { state, returns } = this.order;
    const back = returns.filter((one) => one.state === 'received' || one.state === 'closed');
    const returned = sumOf(back.flatMap(({ lines }) => lines));
    const sold = held.get(this.orderId) ?? 0;
    const wanted =
      state === 'confirmed' || state === 'completed' ? sumOf(lines(toSend(this.order))) : undefined;
    const isDead = state === 'cancelled' || state === 'rejected' || state === 'expired';
    const left = sumOf(this.sent.flatMap((parcel) => parcel.lines));
    return [
      ...(free + sold - returned === this.stockBefore
        ? []
        : [`stock: ${free} free, ${sold} sold, ${returned} back`]),
      ...(wanted === undefined || sold === wanted ? [] : [`${sold} sold, ${wanted} to be sent`]),
      ...(wanted === undefined || committed.has(this.orderId) ? [] : ['its stock is not sold']),
      ...(isDead && sold > 0 ? [`${sold} sold to an order that is ${state}`] : []),
      ...((shipped.get(this.orderId) ?? 0) === left ? [] : [`${left} shipped, product knows of others`]),
    ];
  }

  private parcelFaults(): string[] {
    const { state, fulfilments } = this.order;
    const left = sumOf(this.sent.flatMap((parcel) => parcel.lines));
    const all = sumOf(lines(toSend(this.order)));
    const planned = fulfilments.filter((one) => one.state !== 'cancelled').flatMap((one) => one.lines);
    const isOver = left === all && left > 0 && this.sent.every((one) => one.state === 'delivered');
    const isOpen = fulfilments.some((one) => one.state === 'created' || one.state === 'packed');
    return [
      ...(sumOf(planned) <= all ? [] : [`${sumOf(planned)} in parcels, ${all} to be sent`]),
      ...((state === 'completed') === (isOver && !isOpen)
        ? []
        : [`everything is there, the order is ${state}`]),
    ];
  }

  private get sent() {
    return this.order.fulfilments.filter(({ state }) => state === 'shipped' || state === 'delivered');
  }

  /** What tells one situation from another, without ids and times. */
  situation(): string {
    const { state, payment, fulfilmentState, fulfilments, refunds, returns, cancellations } = this.order;
    const booked = this.fixture.provider.ledger.get(`${this.orderId}/authorize`);
    const contents = ({ lines }: { lines: readonly LineQuantity[] }) => lines.map((one) => one.quantity);
    return JSON.stringify([
      ...[state, payment.state, fulfilmentState, booked, this.isCapturing],
      fulfilments.map((one) => [one.state, contents(one)]),
      refunds.map((one) => [one.state, one.amount.amountMinor]),
      returns.map((one) => [one.state, contents(one)]),
      cancellations.map((one) => [contents(one), one.refundsShipping]),
    ]);
  }

  cancel(caller: typeof asStaff): Promise<unknown> {
    const about = { orderId: this.orderId, caller, reason: '', expectedVersion: undefined };
    return this.fixture.cancelling.cancel(about, {});
  }

  cancelItems(lines: readonly LineQuantity[] | null, refundsShipping = false): Promise<unknown> {
    const about = { lines, reason: '', refundsShipping, key: '' };
    return this.fixture.cancellingItems.cancel(this.orderId, about, {});
  }

  /** A mug; `line.not_found` before there are prices. */
  get mug(): LineQuantity {
    return { lineId: this.order.priced?.lines[0]?.id ?? '', quantity: 1 };
  }

  /** The bowl, which is a voucher when it is mixed. */
  get other(): LineQuantity {
    return { lineId: this.order.priced?.lines[1]?.id ?? '', quantity: 1 };
  }

  plan(lines: readonly LineQuantity[]): Promise<unknown> {
    return this.fixture.fulfilling.createParcel(this.orderId, { lines, tracking: '', key: '' });
  }

  rest(): LineQuantity[] {
    return lines(restOf(this.order));
  }

  moveParcel(at: number, to: ParcelState): Promise<unknown> {
    const id = this.order.fulfilments[at]?.id ?? '';
    return this.fixture.fulfilling.moveParcel(this.orderId, { id, to, tracking: '' }, {});
  }

  requestRefund(amountMinor?: number): Promise<unknown> {
    const all = this.order.priced ? refundable(withPrices(this.order)).amountMinor : 0;
    const amount = gbp(amountMinor ?? all);
    return this.fixture.refunding.requestRefund(this.orderId, { amount, reason: 'late', key: '' });
  }

  decideRefund(at: number, isApproved: boolean): Promise<unknown> {
    const id = this.order.refunds[at]?.id ?? '';
    return this.fixture.refunding.decideRefund(this.orderId, { id, isApproved }, {});
  }

  sendBack(): Promise<unknown> {
    const about = { lines: [this.mug], reason: 'too blue', key: '' };
    return this.fixture.returning.requestReturn(this.orderId, asCustomer, about);
  }

  moveReturn(to: ReturnState): Promise<unknown> {
    const id = this.order.returns[0]?.id ?? '';
    return this.fixture.returning.moveReturn(this.orderId, { id, to }, {});
  }

  async refusingRefunds(operation: () => Promise<unknown>): Promise<void> {
    const { provider } = this.fixture;
    const refund = provider.refund.bind(provider);
    provider.refund = () => Promise.resolve({ kind: 'declined', code: 'account_closed', detail: 'No.' });
    try {
      await operation();
    } finally {
      provider.refund = refund;
    }
  }

  webhook(): Promise<void> {
    const event = { eventId: uuidv7(), type: 'any', authorizationKey: `${this.orderId}/authorize` };
    const body = Buffer.from(JSON.stringify(event));
    return this.fixture.webhooks.handle('sandbox', { headers: new Map(), body });
  }

  async expireAtProvider(): Promise<void> {
    const booked = this.fixture.provider.ledger.get(`${this.orderId}/authorize`);
    if (booked?.state === 'authorized' && booked.captured === 0) booked.state = 'expired';
    await this.webhook();
  }

  async act(outcome: 'authorized' | 'declined'): Promise<void> {
    this.fixture.provider.act(this.orderId, outcome);
    await this.webhook();
  }

  complete(): Promise<unknown> {
    return this.fixture.completing.complete(this.orderId, asCustomer, within(200));
  }

  abandon(): Promise<unknown> {
    return this.fixture.abandoning.abandon(this.orderId, asCustomer, within(200));
  }

  async challengeExpires(): Promise<void> {
    this.fixture.time.now = new Date(this.fixture.time.now.getTime() + 3_600_000);
    await (
      await this.fixture.sagas.wake(this.orderId)
    )?.ended;
  }

  capture(): void {
    this.isCapturing = false;
    this.letCapture();
  }

  async retry(): Promise<void> {
    for (const { id, status } of await this.fixture.sagas.open()) {
      if (status !== 'stuck' || !(await this.fixture.sagas.retry(id))) continue;
      await (
        await this.fixture.sagas.wake(id)
      )?.ended;
    }
  }
}

const isHeldBack = ({ state, captured }: { state: string; captured: number }): boolean =>
  state === 'authorized' && captured === 0;

const lines = (quantities: ReadonlyMap<string, number>): LineQuantity[] =>
  [...quantities].map(([lineId, quantity]) => ({ lineId, quantity }));

const sumOf = (some: readonly LineQuantity[]): number => some.reduce((sum, one) => sum + one.quantity, 0);
