import { Injectable } from '@nestjs/common';
import { IdempotentWrites, type KeyedWrite, OutboxRelay } from '@tradepost/messaging';
import { AdjustStock } from '../flows/adjust-stock.ts';
import { ChangeVariant } from '../flows/change-variant.ts';
import { CreateLocation } from '../flows/create-location.ts';
import { MoveCategorySlug } from '../flows/move-category-slug.ts';
import { MoveProductSlug } from '../flows/move-product-slug.ts';
import { Ids } from '../flows/ports.ts';
import { SetProductStatus } from '../flows/set-product-status.ts';
import { SetVariantPrices } from '../flows/set-variant-prices.ts';
import { PostgresCategoryEdits } from './category-edits.store.ts';
import { PostgresLocationStore } from './location.store.ts';
import { ProductDatabase, type ProductTransaction } from './product-database.ts';
import { PostgresProductEdits } from './product-edits.store.ts';
import { SearchIndex } from './search-index.ts';

/** The flows of staff, all in one transaction. */
export interface StaffFlows {
  readonly adjustStock: AdjustStock;
  readonly changeVariant: ChangeVariant;
  readonly createLocation: CreateLocation;
  readonly moveCategorySlug: MoveCategorySlug;
  readonly moveProductSlug: MoveProductSlug;
  readonly setProductStatus: SetProductStatus;
  readonly setVariantPrices: SetVariantPrices;
}

/** Changes by staff, which take effect once per idempotency key, together with their response. */
@Injectable()
export class StaffWrites {
  private readonly writes: IdempotentWrites<ProductTransaction>;

  constructor(
    db: ProductDatabase,
    private readonly index: SearchIndex,
    private readonly ids: Ids,
    private readonly relay: OutboxRelay,
  ) {
    this.writes = new IdempotentWrites(db, db.withPrisma);
  }

  /** @throws DomainError `idempotency.mismatch` */
  async once<Request, Response>(
    write: KeyedWrite<Request, Response>,
    work: (flows: StaffFlows) => Promise<Response>,
  ): Promise<Response> {
    const response = await this.writes.transaction(write, (tx) => work(this.flowsIn(tx)));
    this.relay.notify();
    return response;
  }

  private flowsIn(tx: ProductTransaction): StaffFlows {
    const products = new PostgresProductEdits(tx, this.index);
    return {
      adjustStock: new AdjustStock(products),
      changeVariant: new ChangeVariant(products),
      createLocation: new CreateLocation(new PostgresLocationStore(tx), this.ids),
      moveCategorySlug: new MoveCategorySlug(new PostgresCategoryEdits(tx)),
      moveProductSlug: new MoveProductSlug(products),
      setProductStatus: new SetProductStatus(products),
      setVariantPrices: new SetVariantPrices(products),
    };
  }
}
