/**
 * Every limit that more than one project checks: the gateway refuses with it (and documents it in OpenAPI), the service
 * refuses with it again for other callers, and the error texts quote it. Lengths are UTF-16 code units, as JavaScript's
 * `length` and JSON Schema's `maxLength` of our validator count them. A limit that only one project knows stays there.
 */

/** Pieces of one variant in one line. Times the largest price it is still a safe integer. */
export const QUANTITY = { min: 1, max: 999_999 } as const;

/** Lines. A purchase in one call comes from wholesale systems and is longer than any cart that a customer fills. */
export const LINES = { cart: 500, purchase: 1_200 } as const;

/** Amounts in minor units (pence, cents). `price`: of one piece in the catalogue; `amount`: of an order or refund. */
export const AMOUNT_MINOR = { price: 1_000_000_000, amount: 999_999_999_999 } as const;

/**
 * Entries of one page. `holds`: the list that reconciliation reads, a call between services. `categories`: nobody chooses how
 * many, and most shops have fewer.
 */
export const PAGE_SIZE = { min: 1, max: 100, default: 20, holds: 1_000, categories: 500 } as const;

/** How much of an entry a list shows: lines of an order, variants of a product. */
export const SUMMARY = { orderLines: 3, variants: 3 } as const;

/** Suggestions for what is being typed into the search box. */
export const SUGGESTIONS = { min: 1, max: 20, default: 5 } as const;

/** Characters of an opaque page cursor. */
export const CURSOR_LENGTH = 1_000;

/** Characters of an idempotency key: RFC 9110 visible ASCII, made by the caller once per attempt. */
export const IDEMPOTENCY_KEY = { min: 1, max: 200 } as const;

/** Characters of the parts of a postal address. `country` is an ISO 3166-1 alpha-2 code. */
export const ADDRESS = {
  name: 200,
  line1: 200,
  line2: 200,
  city: 100,
  region: 100,
  postalCode: 20,
  country: 2,
} as const;

/**
 * Characters of what an account holds, and how many addresses it keeps. `email`: RFC 5321's longest path. `min` and `max` of
 * a password count code points of its normalised form; `typed` is what may be sent, in whatever form.
 */
export const ACCOUNT = {
  email: 254,
  password: { min: 8, max: 200, typed: 1_000 },
  name: 200,
  locale: 35,
  savedAddresses: 50,
} as const;

/** Characters. `token` names a means of payment at the provider; `provider` is our name of the provider. */
export const PAYMENT = { token: { min: 1, max: 500 }, provider: 50 } as const;

/** Characters of what a caller or staff member writes about an order. */
export const ORDER_TEXT = {
  externalReference: 200,
  shippingOptionId: 100,
  reason: 500,
  tracking: 500,
} as const;

/** Characters of the pseudonymous customer key that the limit per customer counts by. */
export const CUSTOMER_KEY_LENGTH = 100;

/** Characters of the slug of a product or category. */
export const SLUG_LENGTH = 200;

/** Characters of a search text or of one filter value, and how many values one filter takes. */
export const SEARCH = { text: 200, optionName: 100, filterValues: 50 } as const;

/**
 * Characters and counts of an imported product. The product service checks them, product by product; how much one call
 * may bring in all is limited by `IMPORT_BYTES`.
 */
export const PRODUCT = {
  title: 500,
  descriptionHtml: 200_000,
  /** Vendor, type, category, SKU. */
  name: 255,
  barcode: 100,
  tag: 255,
  tags: 250,
  options: 10,
  optionName: 100,
  optionValue: 255,
  optionValues: 2_048,
  variants: 2_048,
  tiers: 50,
  images: 250,
  url: 2_000,
  alt: 1_000,
  weightGrams: 100_000_000,
} as const;

/** Products of one import call, which is one transaction. */
export const IMPORT_PRODUCTS = 50;

/** Bytes of the body of one import call, which staff alone may send. As a gRPC message it is no larger, within a percent. */
export const IMPORT_BYTES = 4_000_000;

/** Changed fields and, per note, SKUs that an import reports of one product; of more, only the number. */
export const IMPORT_CHANGES = 50;

/** Pieces. `onHand`: absolute, either side of zero; `imported`: what one import may set. */
export const STOCK = { onHand: 2_000_000_000, imported: 1_000_000_000 } as const;

/** Of a place that holds stock: characters, and the bound of its priority either side of zero. */
export const LOCATION = { code: 50, name: 200, priority: 1_000_000 } as const;
