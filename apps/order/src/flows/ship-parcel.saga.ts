import { defineSaga, type Saga } from '@tradepost/saga';
import { goodsOf } from '../domain/after-sale.ts';
import type { AfterSaleStore } from './after-sale-store.ts';
import type { OrderStore, Stock } from './ports.ts';

export type Shipping = { readonly orderId: string; readonly parcelId: string };

export type ShipPorts = {
  readonly store: Pick<OrderStore, 'progress'>;
  readonly sales: AfterSaleStore;
  readonly stock: Stock;
};

/** Begins with the parcel shipped, in the statement that wrote this saga; the stock is told until it knows. */
export function shipParcelSaga({ store, sales, stock }: ShipPorts): Saga<Shipping> {
  return defineSaga<Shipping>({
    name: 'ship-parcel',
    deadlineMs: 3_600_000,
    steps: [
      {
        name: 'parcel is shipped',
        pivot: true,
        do: async (state, run) => {
          await store.progress(run.progressSql(state));
          return run.saved(state);
        },
      },
      {
        name: 'consume goods',
        do: async ({ orderId, parcelId }, { signal }) => {
          const sale = (await sales.find(orderId))?.sale;
          if (!sale) throw new Error(`order ${orderId} is gone`);
          const parcel = sale.fulfilments.find(({ id }) => id === parcelId);
          await stock.consume(parcelId, { orderId, items: goodsOf(sale.order, parcel?.lines ?? []) }, signal);
        },
      },
    ],
    refused: (_state, why) =>
      Promise.reject(new Error(`a parcel that left can't be refused any more: ${why.step}`)),
  });
}
