import * as wire from '@tradepost/contracts';
import { requestKeyOf } from '@tradepost/messaging';
import { type ControllerOf, GrpcController } from '@tradepost/nest';
import type { ProductInput } from '../domain/product-input.ts';
import { ImportProducts } from '../flows/import-products.ts';
import { taxClassOf, toImportResult } from './product.mapper.ts';

@GrpcController(wire.ProductServiceDefinition, ['importProducts'])
export class ImportController implements ControllerOf<
  typeof wire.ProductServiceDefinition,
  'importProducts'
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
    // A dry run has no effect that could be repeated.
    const results = await this.imports.run(
      products.map(toInput),
      dryRun,
      dryRun || !key.key ? undefined : key,
    );
    return { results: results.map(toImportResult) };
  }
}

const toInput = ({ status, variants, ...rest }: wire.ProductInput): ProductInput => ({
  ...rest,
  variants: variants.map((variant) => ({ ...variant, taxClass: taxClassOf(variant.taxClass) })),
  isActive: status !== wire.ProductStatus.DRAFT,
});
