import * as wire from '@tradepost/contracts';
import { type ControllerOf, GrpcController } from '@tradepost/nest';
import type { LevelChange, StockAdjustment } from '../domain/stock-adjustment.ts';
import { MAIN_LOCATION } from '../domain/stock.ts';
import { toVariant } from './product.mapper.ts';
import { StaffWrites } from './staff-writes.ts';
import { StockLists } from './stock-lists.ts';

const METHODS = ['setVariantStock', 'listLocations', 'createLocation', 'listMovements'] as const;

/** What staff do with stock. */
@GrpcController(wire.ProductServiceDefinition, METHODS)
export class StaffStockController implements ControllerOf<
  typeof wire.ProductServiceDefinition,
  (typeof METHODS)[number]
> {
  constructor(
    private readonly lists: StockLists,
    private readonly writes: StaffWrites,
  ) {}

  async setVariantStock(request: wire.SetVariantStockRequest): Promise<wire.SetVariantStockResponse> {
    const { variantId: id, locationId = MAIN_LOCATION, expectedVersion, actorId: owner = '' } = request;
    return this.writes.once(
      {
        ...{ operation: 'product.set-stock', owner, request },
        ...{ requestType: wire.SetVariantStockRequest, responseType: wire.SetVariantStockResponse },
      },
      async ({ adjustStock }) => {
        const edit = { id, locationId, expectedVersion };
        const { variant, product } = await adjustStock.run(edit, levelChangeOf(request));
        return { variant: toVariant(variant, product) };
      },
    );
  }

  async listLocations(): Promise<wire.ListLocationsResponse> {
    return { items: await this.lists.locations() };
  }

  async createLocation(request: wire.CreateLocationRequest): Promise<wire.CreateLocationResponse> {
    const { code, name, priority, actorId: owner = '' } = request;
    return this.writes.once(
      {
        ...{ operation: 'product.create-location', owner, request },
        ...{ requestType: wire.CreateLocationRequest, responseType: wire.CreateLocationResponse },
      },
      async ({ createLocation }) => ({ location: await createLocation.run({ code, name, priority }) }),
    );
  }

  listMovements({ variantId, ...page }: wire.ListMovementsRequest): Promise<wire.ListMovementsResponse> {
    return this.lists.movements(variantId, page);
  }
}

/** On the wire 0 lifts the limit per customer, and a negative threshold is none. */
function levelChangeOf(request: wire.SetVariantStockRequest): LevelChange {
  const { backorderLimit, maxPerCustomer, lowThreshold, change } = request;
  return {
    ...{ adjustment: change && adjustmentOf(change), backorderLimit },
    maxPerCustomer: maxPerCustomer === 0 ? null : maxPerCustomer,
    lowThreshold: lowThreshold !== undefined && lowThreshold < 0 ? null : lowThreshold,
  };
}

function adjustmentOf(change: NonNullable<wire.SetVariantStockRequest['change']>): StockAdjustment {
  switch (change.$case) {
    case 'onHand':
      return { kind: 'set', onHand: change.onHand };
    case 'adjustBy':
      return { kind: 'adjust', by: change.adjustBy };
    case 'unlimited':
      return { kind: 'unlimited', isUnlimited: change.unlimited };
  }
}
