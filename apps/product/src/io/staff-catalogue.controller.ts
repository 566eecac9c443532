import * as wire from '@tradepost/contracts';
import { type ControllerOf, GrpcController } from '@tradepost/nest';
import { cursorFor, readCursor } from '../domain/cursor.ts';
import { checkPageSize } from '../domain/product-query.ts';
import { statusOf, taxClassOf, toCategory, toProduct, toStaffSummary, toVariant } from './product.mapper.ts';
import { StaffProducts } from './staff-products.store.ts';
import { StaffWrites } from './staff-writes.ts';

const METHODS = [
  ...(['listProductsForStaff', 'changeVariant', 'setVariantPrices', 'setProductStatus'] as const),
  ...(['setProductSlug', 'setCategorySlug'] as const),
];

/** What staff do with products and categories. */
@GrpcController(wire.ProductServiceDefinition, METHODS)
export class StaffCatalogueController implements ControllerOf<
  typeof wire.ProductServiceDefinition,
  (typeof METHODS)[number]
> {
  constructor(
    private readonly products: StaffProducts,
    private readonly writes: StaffWrites,
  ) {}

  async listProductsForStaff(
    request: wire.ListProductsForStaffRequest,
  ): Promise<wire.ListProductsForStaffResponse> {
    const { pageSize, pageToken } = request;
    checkPageSize(pageSize);
    const filter = { query: request.query.replaceAll('\0', '').trim(), status: statusOf(request.status) };
    const cursor = pageToken === '' ? undefined : readCursor(pageToken, 'changed');
    const after = cursor && { updatedAt: new Date(cursor.value), id: cursor.id };
    const rows = await this.products.list(filter, pageSize, after);
    const items = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? items.at(-1) : undefined;
    const next = last && { value: last.updatedAt.toISOString(), id: last.id, isGuessed: false };
    return { items: items.map(toStaffSummary), nextPageToken: next ? cursorFor('changed', next) : '' };
  }

  async changeVariant(request: wire.ChangeVariantRequest): Promise<wire.ChangeVariantResponse> {
    const { variantId: id, expectedVersion, taxClass, requiresShipping, barcode } = request;
    return this.writes.once(
      {
        ...{ operation: 'product.change-variant', owner: ownerOf(request), request },
        ...{ requestType: wire.ChangeVariantRequest, responseType: wire.ChangeVariantResponse },
      },
      async ({ changeVariant }) => {
        const terms = { taxClass: taxClassOf(taxClass), requiresShipping, barcode };
        const { variant, product } = await changeVariant.run({ id, expectedVersion }, terms);
        return { variant: toVariant(variant, product) };
      },
    );
  }

  async setVariantPrices(request: wire.SetVariantPricesRequest): Promise<wire.SetVariantPricesResponse> {
    const { variantId: id, expectedVersion, ...prices } = request;
    return this.writes.once(
      {
        ...{ operation: 'product.set-prices', owner: ownerOf(request), request },
        ...{ requestType: wire.SetVariantPricesRequest, responseType: wire.SetVariantPricesResponse },
      },
      async ({ setVariantPrices }) => {
        const { variant, product } = await setVariantPrices.run({ id, expectedVersion }, prices);
        return { variant: toVariant(variant, product) };
      },
    );
  }

  async setProductStatus(request: wire.SetProductStatusRequest): Promise<wire.SetProductStatusResponse> {
    const { productId: id, expectedVersion } = request;
    return this.writes.once(
      {
        ...{ operation: 'product.set-status', owner: ownerOf(request), request },
        ...{ requestType: wire.SetProductStatusRequest, responseType: wire.SetProductStatusResponse },
      },
      async ({ setProductStatus }) => ({
        product: toProduct(await setProductStatus.run({ id, expectedVersion }, statusOf(request.status))),
      }),
    );
  }

  async setProductSlug(request: wire.SetProductSlugRequest): Promise<wire.SetProductSlugResponse> {
    const { productId: id, slug, takeOver, expectedVersion } = request;
    return this.writes.once(
      {
        ...{ operation: 'product.set-slug', owner: ownerOf(request), request },
        ...{ requestType: wire.SetProductSlugRequest, responseType: wire.SetProductSlugResponse },
      },
      async ({ moveProductSlug }) => ({
        product: toProduct(await moveProductSlug.run({ id, slug, expectedVersion }, takeOver)),
      }),
    );
  }

  async setCategorySlug(request: wire.SetCategorySlugRequest): Promise<wire.SetCategorySlugResponse> {
    const { categoryId: id, slug, takeOver } = request;
    return this.writes.once(
      {
        ...{ operation: 'product.set-category-slug', owner: ownerOf(request), request },
        ...{ requestType: wire.SetCategorySlugRequest, responseType: wire.SetCategorySlugResponse },
      },
      async ({ moveCategorySlug }) => ({
        category: toCategory(await moveCategorySlug.run({ id, slug }, takeOver)),
      }),
    );
  }
}

/** The key of one staff member never returns the response of another. */
const ownerOf = ({ actorId = '' }: { actorId?: string | undefined }): string => actorId;
