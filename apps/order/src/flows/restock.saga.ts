import { defineSaga, type Saga } from '@tradepost/saga';
import { goodsOf } from '../domain/after-sale.ts';
import type { AfterSaleStore } from './after-sale-store.ts';
import type { OrderStore, Stock } from './ports.ts';

export type Restocking = { readonly orderId: string; readonly returnId: string };

export type RestockPorts = {
  readonly store: Pick<OrderStore, 'progress'>;
  readonly sales: AfterSaleStore;
  readonly stock: Stock;
};

/** Begins with the goods received, in the statement that wrote this saga; they are put back until that worked. */
export function restockSaga({ store, sales, stock }: RestockPorts): Saga<Restocking> {
  return defineSaga<Restocking>({
    name: 'restock-return',
    deadlineMs: 3_600_000,
    steps: [
      {
        name: 'goods are received',
        pivot: true,
        do: async (state, run) => {
          await store.progress(run.progressSql(state));
          return run.saved(state);
        },
      },
      {
        name: 'put goods back',
        do: async ({ orderId, returnId }, { signal }) => {
          const sale = (await sales.find(orderId))?.sale;
          if (!sale) throw new Error(`order ${orderId} is gone`);
          const back = sale.returns.find(({ id }) => id === returnId);
          await stock.takeBack(returnId, { orderId, items: goodsOf(sale.order, back?.lines ?? []) }, signal);
        },
      },
    ],
    refused: (_state, why) =>
      Promise.reject(new Error(`received goods can't be refused any more: ${why.step}`)),
  });
}
