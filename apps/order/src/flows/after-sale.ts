import type { NewSaga, Saga, SagaRunner } from '@tradepost/saga';
import { assertMaySee, type Asker } from '../domain/access.ts';
import type { AfterSale, LineQuantity, SaleDecision } from '../domain/after-sale.ts';
import { createParcel, moveParcel } from '../domain/fulfilment.ts';
import { decideRefund, requestRefund } from '../domain/refund.ts';
import { moveReturn, requestReturn } from '../domain/returns.ts';
import type { ParcelState, ReturnState } from '../domain/states.ts';
import type { Money } from '@tradepost/decision';
import type { AfterSaleStore, SaleStory } from './after-sale-store.ts';
import type { Clock } from './ports.ts';
import type { Refunding } from './refund-money.saga.ts';
import type { Restocking } from './restock.saga.ts';
import type { Shipping } from './ship-parcel.saga.ts';
import { settledBy, type Wait } from './waiting.ts';

export type AfterSaleParts = {
  readonly sales: AfterSaleStore;
  readonly sagas: Pick<SagaRunner, 'begin'>;
  readonly refunding: Saga<Refunding>;
  readonly restocking: Saga<Restocking>;
  readonly shipping: Saga<Shipping>;
  readonly clock: Clock;
  /** The same id for the same key of the same order; a new one without a key. */
  readonly idFor: (orderId: string, key: string) => string;
};

const STAFF: Asker = { userId: null, isTokenValid: false, isStaff: true };

/** What staff and buyers do with an order that is bought. */
export class AfterSaleDesk {
  constructor(private readonly parts: AfterSaleParts) {}

  createParcel(
    orderId: string,
    { key, ...parcel }: { lines: readonly LineQuantity[]; tracking: string; key: string },
  ): Promise<SaleStory> {
    const id = this.idOf('parcel', orderId, key);
    return this.change(orderId, STAFF, (sale, now) => createParcel(sale, { id, ...parcel }, now));
  }

  /** The stock hears of goods that left before it answers, if that is quick; in any case it will. */
  moveParcel(
    orderId: string,
    move: { id: string; to: ParcelState; tracking: string },
    wait: Wait,
  ): Promise<SaleStory> {
    const decide = (sale: AfterSale, now: Date) => moveParcel(sale, move, now);
    if (move.to !== 'shipped') return this.change(orderId, STAFF, decide);
    const { sagas, shipping } = this.parts;
    const saga = sagas.begin(shipping, {
      id: this.parts.idFor(orderId, ''),
      state: { orderId, parcelId: move.id },
    });
    return this.changeWith(orderId, saga, decide, wait);
  }

  requestReturn(
    orderId: string,
    asker: Asker,
    { key, ...asked }: { lines: readonly LineQuantity[]; reason: string; key: string },
  ): Promise<SaleStory> {
    const id = this.idOf('return', orderId, key);
    const actor = asker.isStaff ? 'staff' : 'customer';
    return this.change(orderId, asker, (sale, now) => requestReturn(sale, { id, ...asked }, actor, now));
  }

  /** Received goods are put back before it answers, if that is quick; in any case they will be. */
  moveReturn(orderId: string, { id, to }: { id: string; to: ReturnState }, wait: Wait): Promise<SaleStory> {
    const decide = (sale: AfterSale, now: Date) => moveReturn(sale, id, to, now);
    if (to !== 'received') return this.change(orderId, STAFF, decide);
    const { sagas, restocking } = this.parts;
    const saga = sagas.begin(restocking, {
      id: this.parts.idFor(orderId, ''),
      state: { orderId, returnId: id },
    });
    return this.changeWith(orderId, saga, decide, wait);
  }

  requestRefund(
    orderId: string,
    { key, ...asked }: { amount: Money; reason: string; key: string },
  ): Promise<SaleStory> {
    const id = this.idOf('refund', orderId, key);
    return this.change(orderId, STAFF, (sale, now) => requestRefund(sale, { id, ...asked }, now));
  }

  decideRefund(
    orderId: string,
    { id, isApproved }: { id: string; isApproved: boolean },
    wait: Wait,
  ): Promise<SaleStory> {
    const decide = (sale: AfterSale, now: Date) => decideRefund(sale, id, isApproved, now);
    if (!isApproved) return this.change(orderId, STAFF, decide);
    const { sagas, refunding } = this.parts;
    const saga = sagas.begin(refunding, {
      id: this.parts.idFor(orderId, ''),
      state: { orderId, refundId: id },
    });
    return this.changeWith(orderId, saga, decide, wait);
  }

  private idOf(what: string, orderId: string, key: string): string {
    return this.parts.idFor(orderId, key && `${what}/${key}`);
  }

  private async change(
    orderId: string,
    asker: Asker,
    decide: (sale: AfterSale, now: Date) => SaleDecision,
  ): Promise<SaleStory> {
    await this.parts.sales.change(orderId, (sale) => {
      assertMaySee(sale?.order, asker);
      return decide(sale!, this.parts.clock.now());
    });
    return this.story(orderId);
  }

  /** What is still owed is written with the change, so that no crash can forget it. */
  private async changeWith<State extends object>(
    orderId: string,
    saga: NewSaga<State>,
    decide: (sale: AfterSale, now: Date) => SaleDecision,
    wait: Wait,
  ): Promise<SaleStory> {
    const { isSaved } = await this.parts.sales.change(
      orderId,
      (sale) => {
        assertMaySee(sale?.order, STAFF);
        return decide(sale!, this.parts.clock.now());
      },
      () => ({ saga: saga.insertSql() }),
    );
    if (isSaved) await settledBy(saga.run().ended, wait);
    return this.story(orderId);
  }

  private async story(orderId: string): Promise<SaleStory> {
    const found = await this.parts.sales.find(orderId);
    if (!found) throw new Error(`order ${orderId} is gone`);
    return found;
  }
}
