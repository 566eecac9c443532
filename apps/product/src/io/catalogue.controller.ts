import * as wire from '@tradepost/contracts';
import { LINES, PAGE_SIZE } from '@tradepost/contracts/limits';
import { normaliseUuid } from '@tradepost/decision';
import { type ControllerOf, GrpcController } from '@tradepost/nest';
import { categoryCursor, readCategoryCursor } from '../domain/cursor.ts';
import { invalidField } from '../domain/field-errors.ts';
import { categoryNotFound, pictureNotFound, productNotFound } from '../domain/product.errors.ts';
import { quantityPerVariant } from '../domain/stock.ts';
import { CatalogueStore } from './catalogue.store.ts';
import { OfferStore } from './offer.store.ts';
import { toCategory, toOffer, toProduct } from './product.mapper.ts';
import { StaffProducts } from './staff-products.store.ts';

const METHODS = ['getProduct', 'listCategories', 'getCategory', 'quoteVariants', 'getPicture'] as const;

@GrpcController(wire.ProductServiceDefinition, METHODS)
export class CatalogueController implements ControllerOf<
  typeof wire.ProductServiceDefinition,
  (typeof METHODS)[number]
> {
  constructor(
    private readonly catalogue: CatalogueStore,
    private readonly offers: OfferStore,
    private readonly staffProducts: StaffProducts,
  ) {}

  async getProduct({ slug, anyStatus }: wire.GetProductRequest): Promise<wire.GetProductResponse> {
    const find = () => (anyStatus ? this.staffProducts.product(slug) : this.catalogue.product(slug));
    const product = isStorable(slug) ? await find() : undefined;
    if (!product) throw productNotFound();
    return { product: toProduct(product) };
  }

  async listCategories({ pageToken }: wire.ListCategoriesRequest): Promise<wire.ListCategoriesResponse> {
    const limit = PAGE_SIZE.categories;
    const after = pageToken === '' ? undefined : readCategoryCursor(pageToken);
    const found = await this.catalogue.categories(after);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      categories: page.map(({ depth: _, ...category }) => toCategory(category)),
      nextPageToken: last ? categoryCursor(last) : '',
    };
  }

  async getCategory({ slug }: wire.GetCategoryRequest): Promise<wire.GetCategoryResponse> {
    const category = isStorable(slug) ? await this.catalogue.category(slug) : undefined;
    if (!category) throw categoryNotFound();
    return { category: toCategory(category) };
  }

  async quoteVariants({ items }: wire.QuoteVariantsRequest): Promise<wire.QuoteVariantsResponse> {
    if (items.length < 1 || items.length > LINES.cart)
      throw invalidField('items', `Give 1 to ${LINES.cart} items.`, 'field.range');
    const known = items.flatMap(({ variantId, quantity }) => {
      const id = normaliseUuid(variantId);
      return id === undefined ? [] : [{ variantId: id, quantity }];
    });
    const quantities = new Map(quantityPerVariant(known).map((one) => [one.variantId, one.quantity]));
    const rows = quantities.size > 0 ? await this.offers.offers([...quantities.keys()]) : [];
    return { offers: rows.map((row) => toOffer(row, quantities.get(row.variantId) ?? 1)) };
  }

  async getPicture({ key }: wire.GetPictureRequest): Promise<wire.GetPictureResponse> {
    const picture = isStorable(key) ? await this.catalogue.picture(key) : null;
    if (!picture) throw pictureNotFound();
    return { contentType: picture.contentType, body: Buffer.from(picture.body) };
  }
}

// Postgres can't compare a text with a zero character in it.
const isStorable = (text: string): boolean => !text.includes('\0');
