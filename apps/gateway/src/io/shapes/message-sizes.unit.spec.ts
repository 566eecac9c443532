import { describe, expect, it } from '@jest/globals';
import { GRPC_MESSAGE_BYTES } from '@tradepost/config';
import {
  Address,
  Cart,
  CartLine,
  CartProblem,
  Category,
  Checkout,
  Facet,
  FreezeCartResponse,
  GetCartResponse,
  GetOrderResponse,
  GetProductResponse,
  Hold,
  Image,
  ListAddressesResponse,
  ListCategoriesResponse,
  ListHoldsResponse,
  ListOrdersResponse,
  ListProductsForStaffResponse,
  ListProductsResponse,
  ListSessionsResponse,
  ListUsersResponse,
  Order,
  OrderLine,
  PlaceOrderRequest,
  PlaceOrderResponse,
  Product,
  ProductSummary,
  PurchaseLine,
  QuoteVariantsResponse,
  SavedAddress,
  Session,
  SuggestResponse,
  Totals,
  User,
  Variant,
  VariantOffer,
} from '@tradepost/contracts';
import {
  ACCOUNT,
  ADDRESS,
  AMOUNT_MINOR,
  LINES,
  ORDER_TEXT,
  PAGE_SIZE,
  PAYMENT,
  PRODUCT,
  QUANTITY,
  SLUG_LENGTH,
  SUGGESTIONS,
  SUMMARY,
} from '@tradepost/contracts/limits';

interface Codec<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

/** Characters that need the most bytes in UTF-8 per UTF-16 code unit, which is what limits count. */
const text = (length: number): string => '中'.repeat(length);
const id = '0198c5de-7a4b-7c33-9d2f-00112233aabb';
const at = new Date();
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
const money = { amountMinor: AMOUNT_MINOR.amount, currency: 'GBP' };

/** A message with these fields; others are empty, and those that are added later need no line here. */
const a = <T>(codec: Codec<T>, fields: Partial<T>): T => ({ ...codec.decode(new Uint8Array()), ...fields });
const bytesOf = <T>(codec: Codec<T>, fields: Partial<T>): number =>
  codec.encode(a(codec, fields)).finish().length;

const totals = a(Totals, {
  ...{ items: money, discount: money, shipping: money, tax: money, grand: money, taxIncluded: true },
});
const options = times(PRODUCT.options, { name: text(PRODUCT.optionName), value: text(PRODUCT.optionValue) });
const image = a(Image, { url: text(PRODUCT.url), alt: text(PRODUCT.alt), width: 9_999, height: 9_999 });
const category = { slug: text(SLUG_LENGTH), name: text(PRODUCT.name) };
const named = { slug: text(SLUG_LENGTH), title: text(PRODUCT.title) };
const address = a(Address, {
  ...{ name: text(ADDRESS.name), line1: text(ADDRESS.line1), line2: text(ADDRESS.line2) },
  ...{ city: text(ADDRESS.city), region: text(ADDRESS.region), postalCode: text(ADDRESS.postalCode) },
  country: 'GB',
});
const line = {
  ...{ id, variantId: id, productId: id, ...named, sku: text(PRODUCT.name), options },
  ...{ quantity: QUANTITY.max, unitPrice: money, total: money, imageUrl: text(PRODUCT.url) },
};
const variant = a(Variant, {
  ...{ id, sku: text(PRODUCT.name), options, price: money, compareAtPrice: money, available: true },
  tiers: times(PRODUCT.tiers, { minQuantity: QUANTITY.max, price: money }),
  ...{ quantityAvailable: 2_000_000_000, imageUrl: text(PRODUCT.url), weightGrams: PRODUCT.weightGrams },
});
const product = a(Product, {
  ...{ id, ...named, vendor: text(PRODUCT.name), images: times(PRODUCT.images, image) },
  ...{ description: text(PRODUCT.descriptionHtml), descriptionText: text(PRODUCT.descriptionHtml) },
  tags: times(PRODUCT.tags, text(PRODUCT.tag)),
  options: times(PRODUCT.options, {
    name: text(PRODUCT.optionName),
    values: times(PRODUCT.optionValues, text(PRODUCT.optionValue)),
  }),
  variants: times(PRODUCT.variants, variant),
  breadcrumbs: times(10, category),
});
const order = a(Order, {
  ...{ id, number: 'TP-123456789', token: text(50), userId: id, cartId: id, email: text(ACCOUNT.email) },
  ...{ externalReference: text(ORDER_TEXT.externalReference), reason: text(ORDER_TEXT.reason) },
  ...{ totals, captured: money, refunded: money, shippingAddress: address, billingAddress: address },
  ...{ shippingOptionId: text(ORDER_TEXT.shippingOptionId), shippingOptionName: text(100) },
  ...{ createdAt: at, updatedAt: at, lines: times(LINES.purchase, a(OrderLine, line)) },
  // What a large order may gather in its life.
  timeline: times(2_000, { at, type: text(50), detail: text(500), actor: 'customer' }),
});
const summary = a(ProductSummary, {
  ...{ id, ...named, vendor: text(PRODUCT.name), priceMin: money, priceMax: money, compareAtPrice: money },
  ...{ image, available: true },
});
const facet = a(Facet, {
  ...{ name: text(PRODUCT.optionName), label: text(PRODUCT.optionName) },
  values: times(100, { value: text(PRODUCT.optionValue), label: text(PRODUCT.optionValue), count: 9_999 }),
});
const checkout = a(Checkout, {
  ...{ lines: times(LINES.purchase, a(CartLine, line)), totals, shippingAddress: address },
});
const listedOrder = {
  ...order,
  ...{ lines: times(SUMMARY.orderLines, a(OrderLine, { ...line, options: [] })), timeline: [] },
};
const listedProduct = {
  ...{ ...product, description: '', descriptionText: '', tags: [], options: [], images: [image] },
  variants: times(SUMMARY.variants, { ...variant, tiers: [] }),
};

describe('the largest message that the limits allow', () => {
  const problem = a(CartProblem, {
    ...{ code: text(30), detail: text(2_000), lineId: id, variantId: id, previous: money, current: money },
  });
  const cart = a(Cart, {
    ...{ id, token: text(50), userId: id, lines: times(LINES.cart, a(CartLine, line)), totals },
    ...{ problems: times(2 * LINES.cart, problem), shippingAddress: address },
  });
  const purchase = {
    ...{
      idempotencyKey: text(200),
      lines: times(LINES.purchase, a(PurchaseLine, { variantId: id, quantity: 9 })),
    },
    ...{ email: text(ACCOUNT.email), shippingAddress: address, billingAddress: address },
    ...{ paymentToken: text(PAYMENT.token.max), externalReference: text(ORDER_TEXT.externalReference) },
  };

  it.each([
    ['a product', bytesOf(GetProductResponse, { product })],
    ['a cart', bytesOf(GetCartResponse, { cart })],
    ['a priced purchase', bytesOf(FreezeCartResponse, { checkout })],
    [
      'prices of a purchase',
      bytesOf(QuoteVariantsResponse, { offers: times(LINES.purchase, a(VariantOffer, line)) }),
    ],
    ['a purchase', bytesOf(PlaceOrderRequest, purchase)],
    ['its answer', bytesOf(PlaceOrderResponse, { outcome: { $case: 'placed', placed: order } })],
    ['an order', bytesOf(GetOrderResponse, { order })],
  ])('fits into the limit between services: %s', (_name, bytes) => {
    expect(bytes).toBeLessThan(GRPC_MESSAGE_BYTES);
  });

  // The largest page there is.
  it.each([
    ['orders', bytesOf(ListOrdersResponse, { items: times(PAGE_SIZE.max, listedOrder) })],
    [
      'products of staff',
      bytesOf(ListProductsForStaffResponse, { items: times(PAGE_SIZE.max, listedProduct) }),
    ],
    ['products', bytesOf(ListProductsResponse, { items: times(PAGE_SIZE.max, summary) })],
    ['facets', bytesOf(ListProductsResponse, { facets: times(40, facet) })],
    [
      'categories',
      bytesOf(ListCategoriesResponse, {
        categories: times(
          PAGE_SIZE.categories,
          a(Category, { id, ...category, parentSlug: category.slug, image }),
        ),
      }),
    ],
    [
      'suggestions',
      bytesOf(SuggestResponse, {
        words: times(SUGGESTIONS.max, text(PRODUCT.title)),
        products: times(SUGGESTIONS.max, summary),
        categories: times(SUGGESTIONS.max, category),
      }),
    ],
    [
      'customers',
      bytesOf(ListUsersResponse, {
        items: times(
          PAGE_SIZE.max,
          a(User, { id, email: text(ACCOUNT.email), name: text(ACCOUNT.name), locale: text(ACCOUNT.locale) }),
        ),
      }),
    ],
    [
      'addresses',
      bytesOf(ListAddressesResponse, {
        addresses: times(ACCOUNT.savedAddresses, a(SavedAddress, { id, address })),
      }),
    ],
    [
      'sessions',
      bytesOf(ListSessionsResponse, { sessions: times(200, a(Session, { id, userAgent: text(300) })) }),
    ],
    [
      'holds',
      bytesOf(ListHoldsResponse, {
        items: times(
          PAGE_SIZE.holds,
          a(Hold, { orderId: id, state: 'committed', expiresAt: at, changedAt: at }),
        ),
      }),
    ],
  ])('is an eighth of that in a list: %s', (_name, bytes) => {
    expect(bytes).toBeLessThan(GRPC_MESSAGE_BYTES / 8);
  });
});
