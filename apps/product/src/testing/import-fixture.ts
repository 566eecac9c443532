import type { ImportResult, Product, ProductInput, ProductPatch, VariantPatch } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import type { RunningProduct } from './product-service.ts';

export const onHand = (count: number): Partial<VariantPatch> => ({
  stock: { $case: 'onHand', onHand: count },
});
export const uncounted: Partial<VariantPatch> = { stock: { $case: 'uncounted', uncounted: true } };
export const unlimited: Partial<VariantPatch> = { stock: { $case: 'unlimited', unlimited: true } };

/** What imports do to a running service. */
export class ImportFixture {
  constructor(private readonly running: () => RunningProduct) {}

  /** Whole products. */
  async bring(...products: ProductInput[]): Promise<ImportResult[]> {
    return (await this.running().product.importProducts({ products, dryRun: false })).results;
  }

  async patch(...products: ProductPatch[]): Promise<ImportResult[]> {
    const request = { products, dryRun: false, keepVariants: false };
    return (await this.running().product.patchProducts(request)).results;
  }

  async shown(slug: string): Promise<Product | undefined> {
    return (await this.running().product.getProduct({ slug, anyStatus: true })).product;
  }

  hold(variantId: string, quantity: number, orderId = v7()): Promise<unknown> {
    return this.running().product.holdStock({ orderId, items: [{ variantId, quantity }], ttlMs: 60_000 });
  }

  /** Where the variant is, and its stock. */
  rowOf(sku: string): Promise<Record<string, unknown>> {
    return this.running().db.one(sql`
      SELECT p.slug, s.on_hand::int AS "onHand", s.held::int AS held, s.tracked, s.on_sale AS "isOnSale",
        (SELECT p2.slug FROM products p2 WHERE p2.id = s.product_id) AS "stockOf",
        (SELECT coalesce(sum(quantity), 0)::int FROM stock_movements m WHERE m.variant_id = v.id) AS moved
      FROM variants v JOIN products p ON p.id = v.product_id JOIN stock s ON s.variant_id = v.id WHERE v.sku = ${sku}`);
  }
}
