import { Injectable } from '@nestjs/common';
import { defineForwardSaga, Sagas, type NewSaga, type Saga } from '@tradepost/saga';
import { Ids } from './ports/platform.ts';
import { Stock } from './ports/stock.ts';
import { ReturnMoney, type Cancelling } from './return-money.ts';

/** Begins with the order cancelled: it can't be packed any more, and no crash can lose what is still owed. */
@Injectable()
export class CancelOrderSaga {
  private readonly saga: Saga<Cancelling>;

  constructor(
    private readonly sagas: Sagas,
    private readonly ids: Ids,
    stock: Stock,
    money: ReturnMoney,
  ) {
    this.saga = sagas.register(
      defineForwardSaga<Cancelling>({
        name: 'cancel-order',
        begun: 'order is cancelled',
        steps: [
          {
            name: 'release stock',
            do: ({ orderId }, { signal }) => stock.release(orderId, 'cancelled', signal),
          },
          { name: 'return money', do: (state, run) => money.returnMoney(state, run) },
          { name: 'end the purchase', do: ({ orderId }) => this.endPurchase(orderId) },
        ],
      }),
    );
  }

  /**
   * The order may be in review because its purchase got stuck, whose saga has the order's id. Nothing is left to capture
   * now, and what it could not undo is tried once more.
   */
  private async endPurchase(orderId: string): Promise<void> {
    if (await this.sagas.retry(orderId)) await this.sagas.wake(orderId);
  }

  begin(state: Cancelling): NewSaga<Cancelling> {
    return this.sagas.begin(this.saga, { id: this.ids.next(), state });
  }
}
