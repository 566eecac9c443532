import { Injectable } from '@nestjs/common';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { RpcClients, type RpcClient } from '@tradepost/rpc';
import type { ComparedHold } from '../domain/reconciliation.ts';
import { Holds } from '../flows/reconcile.ts';

const PAGE = 1_000;

/** The goods product keeps for orders. */
@Injectable()
export class HoldClient extends Holds {
  private readonly product: RpcClient<typeof ProductServiceDefinition>;

  constructor(clients: RpcClients) {
    super();
    this.product = clients.get(ProductServiceDefinition, 'product');
  }

  override async *list(fromId: string): AsyncGenerator<readonly ComparedHold[]> {
    for (let afterOrderId = fromId; afterOrderId;) {
      const { items } = await this.product.listHolds({ afterOrderId, pageSize: PAGE });
      yield items.map(({ orderId, state, expiresAt, changedAt }) => ({
        ...{ orderId, state, expiresAt: expiresAt ?? null, changedAt: changedAt ?? new Date(0) },
      }));
      afterOrderId = items.length < PAGE ? '' : (items.at(-1)?.orderId ?? '');
    }
  }
}
