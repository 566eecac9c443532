import {
  type Cart,
  CartState,
  FulfilmentState,
  type Order,
  OrderState,
  PaymentState,
  type Product,
  ProductStatus,
  type ProductSummary,
  Role,
  TaxClass,
  type User,
} from '@tradepost/contracts';

export const ID = '0198c5de-7a4b-7c33-9d2f-00112233aabb';
export const OTHER_ID = '0198c5de-7a4b-7c33-9d2f-ffffffffffff';

export const pounds = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

const totals = {
  items: pounds(2_598),
  discount: pounds(0),
  shipping: pounds(499),
  tax: pounds(516),
  grand: pounds(3_097),
  taxIncluded: true,
  taxLines: [{ rate: 2000, net: pounds(2_581), tax: pounds(516) }],
};

const line = {
  id: ID,
  variantId: ID,
  productId: ID,
  slug: 'a-mug',
  sku: 'MUG-1',
  title: 'A mug',
  options: [{ name: 'Colour', value: 'Blue' }],
  quantity: 2,
  unitPrice: pounds(1_299),
  total: pounds(2_598),
  imageUrl: '',
  taxClass: TaxClass.STANDARD,
  requiresShipping: true,
  tax: { rate: 2000, amount: pounds(433) },
};

const at = new Date('2026-01-31T12:00:00Z');

// Fields of the messages that no mapping reads are left out.
export const aCart = (over: Partial<Cart> = {}): Cart =>
  ({
    id: ID,
    token: '',
    state: CartState.ACTIVE,
    currency: 'GBP',
    lines: [line],
    problems: [],
    totals,
    shippingAddress: undefined,
    shippingOption: undefined,
    updatedAt: at,
    version: 3,
    ...over,
  }) as unknown as Cart;

export const anOrder = (over: Partial<Order> = {}): Order =>
  ({
    id: ID,
    number: 'T-1',
    token: '',
    email: 'ada@example.com',
    state: OrderState.CONFIRMED,
    paymentState: PaymentState.CAPTURED,
    fulfilmentState: FulfilmentState.UNFULFILLED,
    lines: [line],
    totals,
    captured: pounds(3_097),
    refunded: undefined,
    challenge: undefined,
    shippingAddress: undefined,
    billingAddress: undefined,
    shippingOptionId: '',
    shippingOptionName: '',
    cartId: '',
    externalReference: '',
    reason: '',
    fulfilments: [],
    returns: [],
    refunds: [],
    lineCount: 0,
    cancellations: [],
    timeline: [{ at, type: 'order.placed', detail: '', actor: 'customer' }],
    createdAt: at,
    updatedAt: at,
    version: 5,
    ...over,
  }) as unknown as Order;

export const aUser = (over: Partial<User> = {}): User => ({
  id: ID,
  email: 'ada@example.com',
  name: 'Ada',
  roles: [Role.CUSTOMER],
  emailVerified: true,
  locale: 'en',
  createdAt: at,
  version: 1,
  pendingEmail: undefined,
  ...over,
});

export const aSummary = (over: Partial<ProductSummary> = {}): ProductSummary => ({
  id: ID,
  slug: 'a-mug',
  title: 'A mug',
  vendor: 'Potters',
  priceMin: pounds(1_299),
  priceMax: pounds(1_599),
  compareAtPrice: undefined,
  image: undefined,
  available: true,
  ...over,
});

export const aProduct = (over: Partial<Product> = {}): Product => ({
  id: ID,
  slug: 'a-mug',
  title: 'A mug',
  vendor: 'Potters',
  descriptionText: 'Holds tea',
  description: '<p>Holds tea</p>',
  status: ProductStatus.ACTIVE,
  tags: [],
  options: [],
  variants: [],
  images: [],
  breadcrumbs: [],
  updatedAt: at,
  version: 2,
  variantCount: 0,
  ...over,
});

export const anAddress = {
  name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};
