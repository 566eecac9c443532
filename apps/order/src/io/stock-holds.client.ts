import { Injectable } from '@nestjs/common';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { PAGE_SIZE } from '@tradepost/contracts/limits';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { ComparedHold } from '../domain/reconciliation.ts';
import { StockHolds } from '../flows/ports/stock.ts';

/** The holds of the product service. */
@Injectable()
export class StockHoldsClient extends StockHolds {
  constructor(
    @InjectGrpc(ProductServiceDefinition)
    private readonly product: RpcClient<typeof ProductServiceDefinition>,
  ) {
    super();
  }

  override async *list(fromOrderId: string): AsyncGenerator<readonly ComparedHold[]> {
    for (let afterOrderId = fromOrderId; afterOrderId;) {
      const { items } = await this.product.listHolds({ afterOrderId, pageSize: PAGE_SIZE.holds });
      yield items.map(({ orderId, state, expiresAt, changedAt }) => ({
        ...{ orderId, state, expiresAt: expiresAt ?? null, changedAt: changedAt ?? new Date(0) },
      }));
      afterOrderId = items.length < PAGE_SIZE.holds ? '' : (items.at(-1)?.orderId ?? '');
    }
  }
}
