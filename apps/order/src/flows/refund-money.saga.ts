import { Injectable } from '@nestjs/common';
import { defineForwardSaga, Sagas, type NewSaga, type Saga } from '@tradepost/saga';
import { ExecuteRefund } from './execute-refund.ts';
import { Ids } from './ports/platform.ts';

export interface Refunding {
  readonly orderId: string;
  readonly refundId: string;
}

/** Begins with the refund approved. */
@Injectable()
export class RefundMoneySaga {
  private readonly saga: Saga<Refunding>;

  constructor(
    private readonly sagas: Sagas,
    private readonly ids: Ids,
    refunds: ExecuteRefund,
  ) {
    this.saga = sagas.register(
      defineForwardSaga<Refunding>({
        name: 'refund-money',
        begun: 'refund is approved',
        steps: [{ name: 'refund', do: (state, run) => refunds.execute(state.refundId, state, run) }],
      }),
    );
  }

  begin(state: Refunding): NewSaga<Refunding> {
    return this.sagas.begin(this.saga, { id: this.ids.next(), state });
  }
}
