import { Injectable } from '@nestjs/common';
import { defineSaga, Sagas, type NewSaga, type Saga } from '@tradepost/saga';
import { PurchaseCart } from './purchase-cart.ts';
import { PurchasePayment } from './purchase-payment.ts';
import { PurchaseResult } from './purchase-result.ts';
import { PurchaseStock } from './purchase-stock.ts';
import { PLACE_ORDER, type Placing } from './placing.ts';

/** Read down to see an order succeed; read the undos up to see it refused. */
@Injectable()
export class PlaceOrderSaga {
  private readonly saga: Saga<Placing>;

  constructor(
    private readonly sagas: Sagas,
    cart: PurchaseCart,
    stock: PurchaseStock,
    payment: PurchasePayment,
    result: PurchaseResult,
  ) {
    this.saga = sagas.register(
      defineSaga<Placing>({
        name: PLACE_ORDER,
        deadlineMs: 25_000,
        steps: [
          {
            name: 'freeze and price',
            do: (state, run) => cart.freezeAndPrice(state, run),
            undo: (state, { signal }) => cart.unfreeze(state, signal),
          },
          {
            // Sells it at once, so that nothing expires under a confirmed order.
            name: 'hold stock',
            do: (state, { signal }) => stock.take(state, signal),
            undo: (state, { signal }) => stock.release(state, signal),
          },
          {
            name: 'authorise payment',
            do: (state, { signal }) => payment.authorise(state, signal),
            undo: (state) => payment.void(state),
          },
          {
            // The undo above releases it as well.
            name: 'commit stock',
            isNeeded: ({ isSold }) => !isSold,
            do: (state, { signal }) => stock.commit(state, signal),
          },
          { name: 'confirm', pivot: true, do: (state, run) => result.confirm(state, run) },
          { name: 'capture', do: (state, run) => payment.capture(state, run) },
        ],
        refused: (state, why, run) => result.refuse(state, why, run),
        stuck: (state, why, run) => result.putToReview(state, why, run),
      }),
    );
  }

  /** A new purchase; the saga of an order has the order's id. */
  begin(state: Placing): NewSaga<Placing> {
    return this.sagas.begin(this.saga, { id: state.orderId, state });
  }
}
