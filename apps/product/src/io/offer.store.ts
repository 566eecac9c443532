import { Injectable } from '@nestjs/common';
import { type FieldsOf, sql } from '@tradepost/database';
import type { PriceTier } from '../domain/pricing.ts';
import type { Choice, TaxClass } from '../domain/product.ts';
import type { Product, Variant } from '../gen/prisma/client.ts';
import { ProductDatabase } from './product-database.ts';
import { SOLD } from './product-states.sql.ts';

/** The current price and availability of a variant. */
export interface OfferRow
  extends
    Pick<FieldsOf<Variant>, 'productId' | 'sku' | 'priceMinor' | 'imageUrl' | 'requiresShipping'>,
    Pick<FieldsOf<Product>, 'slug' | 'title' | 'currency'> {
  readonly variantId: string;
  readonly options: Choice[];
  readonly tiers: readonly PriceTier[];
  /** Null: any quantity. */
  readonly available: number | null;
  /** Null: no limit. */
  readonly maxPerCustomer: number | null;
  readonly isOnSale: boolean;
  readonly taxClass: TaxClass;
}

@Injectable()
export class OfferStore {
  constructor(private readonly db: ProductDatabase) {}

  /**
   * One row per known variant, whatever its state. The inner SELECT hides the number of ids from the planner: seeing it,
   * Postgres makes a new plan for every call, which takes twice as long as the statement.
   */
  offers(variantIds: readonly string[]): Promise<OfferRow[]> {
    return this.db.query(sql`
      SELECT v.id AS "variantId", p.id AS "productId", p.slug, v.sku, p.title, v.options, p.currency,
        v.price_minor AS "priceMinor", s.available, s.max_per_customer AS "maxPerCustomer",
        v.retired_at IS NULL AND p.status IN ${SOLD} AS "isOnSale",
        v.tax_class AS "taxClass", v.requires_shipping AS "requiresShipping",
        coalesce(nullif(v.image_url, ''),
          (SELECT url FROM product_images i WHERE i.product_id = p.id ORDER BY position LIMIT 1), '') AS "imageUrl",
        (SELECT coalesce(json_agg(json_build_object('minQuantity', min_quantity, 'amountMinor', amount_minor)), '[]')
         FROM price_tiers WHERE variant_id = v.id) AS tiers
      FROM variants v JOIN products p ON p.id = v.product_id CROSS JOIN LATERAL (
        SELECT CASE WHEN bool_and(available IS NOT NULL) THEN sum(greatest(available, 0))::bigint END AS available,
          min(max_per_customer) AS max_per_customer
        FROM stock WHERE variant_id = v.id) s
      WHERE v.id = ANY ((SELECT ${variantIds}::uuid[])::uuid[])`);
  }
}
