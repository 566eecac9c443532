import * as wire from '@tradepost/contracts';
import { requestKeyOf } from '@tradepost/messaging';
import { type ControllerOf, GrpcController } from '@tradepost/nest';
import type { ProductInput } from '../domain/product-input.ts';
import type { ProductPatch, VariantPatch } from '../domain/product-patch.ts';
import { ImportProducts } from '../flows/import-products.ts';
import { statusOf, taxClassOf, toImportResult } from './product.mapper.ts';

const RPCS = ['importProducts', 'patchProducts'] as const;

@GrpcController(wire.ProductServiceDefinition, RPCS)
export class ImportController implements ControllerOf<
  typeof wire.ProductServiceDefinition,
  (typeof RPCS)[number]
> {
  constructor(private readonly imports: ImportProducts) {}

  async importProducts(request: wire.ImportProductsRequest): Promise<wire.ImportProductsResponse> {
    const { products, dryRun, actorId: owner = '', idempotencyKey = '' } = request;
    const key = requestKeyOf({
      ...{ operation: 'product.import', owner, requestType: wire.ImportProductsRequest },
      request: { ...request, idempotencyKey },
      // As in the stored fingerprints: an optional field is encoded even when it is empty.
      ignored: { idempotencyKey: undefined },
    });
    const results = await this.imports.run(products.map(toInput), dryRun, once(key, dryRun));
    return { results: results.map(toImportResult) };
  }

  async patchProducts(request: wire.PatchProductsRequest): Promise<wire.PatchProductsResponse> {
    const { products, dryRun, keepVariants, actorId: owner = '', idempotencyKey = '' } = request;
    const key = requestKeyOf({
      ...{ operation: 'product.patch', owner, requestType: wire.PatchProductsRequest },
      request: { ...request, idempotencyKey },
      ignored: { idempotencyKey: undefined },
    });
    const mode = { isDryRun: dryRun, keepsVariants: keepVariants };
    const results = await this.imports.patch(products.map(toPatch), mode, once(key, dryRun));
    return { results: results.map(toImportResult) };
  }
}

/** A dry run has no effect that could be repeated. */
const once = <K extends { readonly key: string }>(key: K, isDryRun: boolean): K | undefined =>
  isDryRun || !key.key ? undefined : key;

const toInput = ({ status, variants, ...rest }: wire.ProductInput): ProductInput => ({
  ...rest,
  variants: variants.map((variant) => ({ ...variant, taxClass: taxClassOf(variant.taxClass) })),
  status: statusOf(status) ?? 'active',
});

const toPatch = (patch: wire.ProductPatch): ProductPatch => ({
  ...patch,
  tags: patch.tags?.values,
  status: statusOf(patch.status),
  isPublished: patch.published,
  options: patch.options?.options,
  keepsFurtherOptions: patch.options?.keepsFurther,
  variants: patch.variants?.variants.map(toVariantPatch),
  images: patch.images?.images,
});

const toVariantPatch = (patch: wire.VariantPatch): VariantPatch => ({
  ...patch,
  options: patch.options.length > 0 ? patch.options : undefined,
  compareAtPrice: patch.compareAtPrice && (patch.compareAtPrice.price ?? null),
  tiers: patch.tiers?.tiers,
  stock: stockOf(patch.stock),
  taxClass: taxClassOf(patch.taxClass),
});

function stockOf(stock: wire.VariantPatch['stock']): VariantPatch['stock'] {
  if (stock?.$case === 'onHand') return stock.onHand;
  if (stock?.$case === 'unlimited' && stock.unlimited) return null;
  return stock?.$case === 'uncounted' && stock.uncounted ? 'uncounted' : undefined;
}
