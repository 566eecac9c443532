import { Injectable } from '@nestjs/common';
import {
  type CommitStockRequest,
  type ConsumeStockRequest,
  type CreateLocationRequest,
  type ExtendHoldRequest,
  type GetCategoryRequest,
  type GetPictureRequest,
  type GetProductRequest,
  type HoldStockRequest,
  type ImportProductsRequest,
  type ListHoldsRequest,
  type ListMovementsRequest,
  type ListProductsForStaffRequest,
  type ListProductsRequest,
  type ProductInput as WireProductInput,
  type ProductServiceDefinition,
  ProductStatus,
  type QuoteVariantsRequest,
  type ReleaseStockRequest,
  type ReturnStockRequest,
  type SetCategorySlugRequest,
  type SetProductSlugRequest,
  type SetProductStatusRequest,
  type SetVariantPricesRequest,
  type SetVariantStockRequest,
  type SuggestRequest,
} from '@tradepost/contracts';
import { DomainError, isUuid, normaliseUuid } from '@tradepost/decision';
import type { Handlers } from '@tradepost/rpc';
import { cursorFor, readCursor } from '../domain/cursor.ts';
import { categoryNotFound, pictureNotFound, productNotFound } from '../domain/product.errors.ts';
import type { ProductInput } from '../domain/product-input.ts';
import { checkPageSize, readQuery } from '../domain/product-query.ts';
import { quantityPerVariant } from '../domain/stock.ts';
import { fold } from '../domain/words.ts';
import { FindProducts } from '../flows/find-products.ts';
import { ImportProducts } from '../flows/import-products.ts';
import { StockHolds } from '../flows/stock-holds.ts';
import { CatalogueStore } from './catalogue.store.ts';
import { HoldList } from './hold-list.ts';
import {
  sortOf,
  statusOf,
  toCategory,
  toFacet,
  toImportResult,
  toOffer,
  toProduct,
  toSummary,
} from './product.replies.ts';
import { keyOfImport } from './import.key.ts';
import { StaffDeeds } from './staff-deeds.ts';
import { StockDesk } from './stock-desk.ts';

const MOST = { offers: 500, imports: 50, suggestions: 20 } as const;

/** Answers the neighbours' calls. */
@Injectable()
export class ProductGrpc implements Handlers<typeof ProductServiceDefinition> {
  constructor(
    private readonly catalogue: CatalogueStore,
    private readonly find: FindProducts,
    private readonly holds: StockHolds,
    private readonly holdList: HoldList,
    private readonly imports: ImportProducts,
    private readonly staff: StaffDeeds,
    private readonly desk: StockDesk,
  ) {}

  async listProducts(request: ListProductsRequest) {
    const found = await this.find.run(readQuery(request, sortOf(request.sort)));
    return {
      items: found.items.map(toSummary),
      nextPageToken: found.nextPageToken,
      facets: found.facets.map(toFacet),
      total: found.total,
      inexact: found.isInexact,
    };
  }

  async getProduct({ slug, anyStatus }: GetProductRequest) {
    if (slug.includes('\0')) throw productNotFound();
    const row = isUuid(slug)
      ? await this.catalogue.byId(slug, anyStatus)
      : ((await this.catalogue.bySlug(slug, anyStatus)) ?? (await this.moved(slug, anyStatus)));
    if (!row) throw productNotFound();
    return { product: toProduct(row) };
  }

  async listCategories() {
    return { categories: (await this.catalogue.categories()).map(toCategory) };
  }

  async getCategory({ slug }: GetCategoryRequest) {
    if (slug.includes('\0')) throw categoryNotFound();
    const all = await this.catalogue.categories();
    const named = (name: string | undefined) => all.find((one) => one.slug === name);
    const row = named(slug) ?? named(await this.catalogue.movedTo('category', slug));
    if (!row) throw categoryNotFound();
    return { category: toCategory(row) };
  }

  async suggest({ query, limit }: SuggestRequest) {
    checkCount('limit', limit, MOST.suggestions);
    const typed = fold(query.replaceAll('\0', '')).trim();
    const lastWord = typed.match(/[\p{L}\p{N}]+$/u)?.[0];
    if (!lastWord) return { words: [], products: [], categories: [] };
    const [words, products, categories] = await Promise.all([
      this.catalogue.words(lastWord, limit),
      this.find.run(readQuery(suggestionsOf(query, limit), 'relevance')),
      this.catalogue.categoriesLike(typed, limit),
    ]);
    return { words, products: products.items.map(toSummary), categories };
  }

  async quoteVariants({ items }: QuoteVariantsRequest) {
    checkCount('items', items.length, MOST.offers);
    const known = items.flatMap(({ variantId, quantity }) => {
      const id = normaliseUuid(variantId);
      return id === undefined ? [] : [{ variantId: id, quantity }];
    });
    const asked = new Map(quantityPerVariant(known).map(({ variantId, quantity }) => [variantId, quantity]));
    const rows = asked.size > 0 ? await this.catalogue.offers([...asked.keys()]) : [];
    return { offers: rows.map((row) => toOffer(row, asked.get(row.variantId) ?? 1)) };
  }

  async getPicture({ key }: GetPictureRequest) {
    const picture = key.includes('\0') ? undefined : await this.catalogue.picture(key);
    if (!picture) throw pictureNotFound();
    return picture;
  }

  async holdStock({ customer = '', ...asked }: HoldStockRequest) {
    await this.holds.hold({ ...asked, customer });
    return {};
  }

  async commitStock({ orderId }: CommitStockRequest) {
    await this.holds.commit(orderId);
    return {};
  }

  async consumeStock(request: ConsumeStockRequest) {
    await this.holds.consume(request);
    return {};
  }

  async releaseStock({ orderId, reason }: ReleaseStockRequest) {
    await this.holds.release(orderId, reason);
    return {};
  }

  async extendHold({ orderId, ttlMs }: ExtendHoldRequest) {
    await this.holds.extend(orderId, ttlMs);
    return {};
  }

  listLocations() {
    return this.desk.locations();
  }

  createLocation(request: CreateLocationRequest) {
    return this.desk.createLocation(request);
  }

  listMovements(request: ListMovementsRequest) {
    return this.desk.movements(request);
  }

  listHolds(request: ListHoldsRequest) {
    return this.holdList.page(request);
  }

  async returnStock({ orderId, ...back }: ReturnStockRequest) {
    await this.holds.takeBack({ ...back, orderId: orderId ?? null });
    return {};
  }

  async importProducts(request: ImportProductsRequest) {
    const { products, dryRun } = request;
    checkCount('products', products.length, MOST.imports);
    const results = await this.imports.run(products.map(toInput), dryRun, keyOfImport(request));
    return { results: results.map(toImportResult) };
  }

  async listProductsForStaff(request: ListProductsForStaffRequest) {
    const { pageSize, pageToken } = request;
    checkPageSize(pageSize);
    const filter = { query: request.query.replaceAll('\0', '').trim(), status: statusOf(request.status) };
    const cursor = pageToken === '' ? undefined : readCursor(pageToken, 'changed');
    const after = cursor && { value: String(cursor.value), id: cursor.id };
    const rows = await this.catalogue.forStaff(filter, pageSize, after);
    const items = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? items.at(-1) : undefined;
    const value = last && (await this.catalogue.changedAt(last.id));
    return {
      items: items.map(toProduct),
      nextPageToken: last && value ? cursorFor('changed', { value, id: last.id, isGuessed: false }) : '',
    };
  }

  setVariantPrices(request: SetVariantPricesRequest) {
    return this.staff.setPrices(request);
  }

  setVariantStock(request: SetVariantStockRequest) {
    return this.staff.setStock(request);
  }

  setProductStatus(request: SetProductStatusRequest) {
    return this.staff.setStatus(request);
  }

  setProductSlug(request: SetProductSlugRequest) {
    return this.staff.setSlug(request);
  }

  setCategorySlug(request: SetCategorySlugRequest) {
    return this.staff.setCategorySlug(request);
  }

  private async moved(slug: string, anyStatus: boolean) {
    const to = await this.catalogue.movedTo('product', slug);
    return to === undefined ? undefined : this.catalogue.bySlug(to, anyStatus);
  }
}

const toInput = ({ status, ...rest }: WireProductInput): ProductInput => ({
  ...rest,
  isActive: status !== ProductStatus.DRAFT,
});

const suggestionsOf = (query: string, pageSize: number) => ({
  ...{ query, pageSize, pageToken: '', category: '', vendors: [], options: [] },
  ...{ inStock: false, withFacets: false },
});

function checkCount(field: string, count: number, most: number): void {
  if (count < 1 || count > most)
    throw new DomainError('invalid', 'request.invalid', `${field}: 1 to ${most} are allowed.`, {
      errors: [{ code: 'field.range', field, detail: `1 to ${most} are allowed.` }],
    });
}
