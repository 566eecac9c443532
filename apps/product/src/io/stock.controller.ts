import * as wire from '@tradepost/contracts';
import { type ControllerOf, GrpcController } from '@tradepost/nest';
import { StockHolds } from '../flows/stock-holds.ts';
import { StockLists } from './stock-lists.ts';

const METHODS = [
  ...(['holdStock', 'commitStock', 'consumeStock', 'releaseStock', 'extendHold'] as const),
  ...(['releaseItems', 'returnStock', 'listHolds'] as const),
];

/** What orders do with stock. */
@GrpcController(wire.ProductServiceDefinition, METHODS)
export class StockController implements ControllerOf<
  typeof wire.ProductServiceDefinition,
  (typeof METHODS)[number]
> {
  constructor(
    private readonly stockHolds: StockHolds,
    private readonly lists: StockLists,
  ) {}

  async holdStock(request: wire.HoldStockRequest): Promise<wire.HoldStockResponse> {
    const { customer = '', sell = false } = request;
    return { sold: await this.stockHolds.hold({ ...request, customer, sell }) };
  }

  async commitStock({ orderId }: wire.CommitStockRequest): Promise<wire.CommitStockResponse> {
    await this.stockHolds.commit(orderId);
    return {};
  }

  async consumeStock(request: wire.ConsumeStockRequest): Promise<wire.ConsumeStockResponse> {
    await this.stockHolds.consume(request);
    return {};
  }

  async releaseStock({ orderId, reason }: wire.ReleaseStockRequest): Promise<wire.ReleaseStockResponse> {
    await this.stockHolds.release(orderId, reason);
    return {};
  }

  async releaseItems(request: wire.ReleaseItemsRequest): Promise<wire.ReleaseItemsResponse> {
    await this.stockHolds.releaseItems(request);
    return {};
  }

  async extendHold({ orderId, ttlMs }: wire.ExtendHoldRequest): Promise<wire.ExtendHoldResponse> {
    await this.stockHolds.extend(orderId, ttlMs);
    return {};
  }

  async returnStock({ orderId, ...request }: wire.ReturnStockRequest): Promise<wire.ReturnStockResponse> {
    await this.stockHolds.takeBack({ ...request, orderId: orderId ?? null });
    return {};
  }

  async listHolds({ afterOrderId, pageSize }: wire.ListHoldsRequest): Promise<wire.ListHoldsResponse> {
    const holds = await this.lists.holds(afterOrderId, pageSize);
    return { items: holds.map((hold) => ({ ...hold, expiresAt: hold.expiresAt ?? undefined })) };
  }
}
