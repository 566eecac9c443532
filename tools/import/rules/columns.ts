/**
 * How a cell is read: `text` is what people read, where an apostrophe may be the first letter; `code`, `number` and `word`
 * come without the marks that spreadsheets put before numbers.
 */
export type CellKind = 'text' | 'code' | 'number' | 'word' | 'url';

interface Column {
  readonly kind: CellKind;
  /** Its names in Shopify's templates, the older one first; in any case and spacing. */
  readonly names: readonly [string, ...string[]];
  /** True: of the product, read from its first row. */
  readonly isOfProduct?: boolean;
  /** True: a row that fills it is a variant. */
  readonly makesVariant?: boolean;
}

/** What an import reads, by the name that the code has for it. docs/import-and-replay.md says what each does. */
const COLUMN_TABLE = {
  handle: { kind: 'word', names: ['Handle', 'URL handle'] },
  title: { kind: 'text', names: ['Title'], isOfProduct: true },
  description: { kind: 'text', names: ['Body (HTML)', 'Description', 'Body HTML'], isOfProduct: true },
  vendor: { kind: 'text', names: ['Vendor'], isOfProduct: true },
  type: { kind: 'text', names: ['Type', 'Product type'], isOfProduct: true },
  customType: { kind: 'text', names: ['Custom Product Type'], isOfProduct: true },
  tags: { kind: 'text', names: ['Tags'], isOfProduct: true },
  published: { kind: 'word', names: ['Published', 'Published on online store'], isOfProduct: true },
  status: { kind: 'word', names: ['Status'], isOfProduct: true },
  option1Name: { kind: 'text', names: ['Option1 Name'] },
  option1Value: { kind: 'code', names: ['Option1 Value'], makesVariant: true },
  option2Name: { kind: 'text', names: ['Option2 Name'] },
  option2Value: { kind: 'code', names: ['Option2 Value'], makesVariant: true },
  option3Name: { kind: 'text', names: ['Option3 Name'] },
  option3Value: { kind: 'code', names: ['Option3 Value'], makesVariant: true },
  sku: { kind: 'code', names: ['Variant SKU', 'SKU'], makesVariant: true },
  barcode: { kind: 'code', names: ['Variant Barcode', 'Barcode'], makesVariant: true },
  price: { kind: 'number', names: ['Variant Price', 'Price'], makesVariant: true },
  compareAtPrice: { kind: 'number', names: ['Variant Compare At Price', 'Compare-at price'] },
  grams: { kind: 'number', names: ['Variant Grams', 'Weight value (grams)'] },
  tracker: { kind: 'word', names: ['Variant Inventory Tracker', 'Inventory tracker'] },
  quantity: { kind: 'number', names: ['Variant Inventory Qty', 'Inventory quantity'], makesVariant: true },
  policy: { kind: 'word', names: ['Variant Inventory Policy', 'Continue selling when out of stock'] },
  taxable: { kind: 'word', names: ['Variant Taxable', 'Charge tax'] },
  requiresShipping: { kind: 'word', names: ['Variant Requires Shipping', 'Requires shipping'] },
  giftCard: { kind: 'word', names: ['Gift Card'] },
  imageUrl: { kind: 'url', names: ['Image Src', 'Product image URL'] },
  imagePosition: { kind: 'number', names: ['Image Position'] },
  imageAlt: { kind: 'text', names: ['Image Alt Text'] },
  variantImageUrl: { kind: 'url', names: ['Variant Image', 'Variant image URL'] },
} as const satisfies Record<string, Column>;

/** Columns that say nothing that a shop of ours could do, or that only tell how another column is displayed. */
const WITHOUT_EFFECT = ['Variant Weight Unit', 'Weight unit for display'];

/** What a column that is not imported says on rows that ask for nothing special. */
const USUAL: Readonly<Record<string, string>> = {
  'variant fulfillment service': 'manual',
  'fulfillment service': 'manual',
};

/** True: the cell of a column that is not imported asks for something that the shop will not do. */
export const saysSomething = (column: string, text: string): boolean =>
  text.trim() !== '' && text.trim().toLowerCase() !== USUAL[columnKey(column)];

export type Field = keyof typeof COLUMN_TABLE;

export const COLUMNS: Readonly<Record<Field, Column>> = COLUMN_TABLE;
export const FIELDS = Object.keys(COLUMN_TABLE) as Field[];
export const VARIANT_FIELDS = FIELDS.filter((field) => COLUMNS[field].makesVariant);

/** Names that differ only in case, spaces or the kind of dash are one. */
export const columnKey = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\u200b\u2060\ufeff]/g, '')
    .replace(/[\s_\u2010-\u2015-]+/g, ' ')
    .trim()
    .toLowerCase();

const fieldsByKey = new Map(
  FIELDS.flatMap((field) => COLUMNS[field].names.map((name) => [columnKey(name), field] as const)),
);
const withoutEffect = new Set(WITHOUT_EFFECT.map(columnKey));

/** Columns that say something of the picture in their row. */
const OF_PICTURES: readonly Field[] = ['imagePosition', 'imageAlt'];

/** What the columns of a file mean. */
export class Header {
  /** The column's name as the file has it. */
  private readonly names = new Map<Field, string>();
  /** Columns that an import does not read, as the file names them. */
  readonly unread: readonly string[];
  /** True: it has columns about pictures, but none that says which, so they are not read. */
  readonly describesPictures: boolean;

  constructor(names: readonly string[]) {
    for (const name of names) {
      const field = fieldsByKey.get(columnKey(name));
      if (field && !this.names.has(field)) this.names.set(field, name);
    }
    const ofPictures = this.has('imageUrl') ? [] : OF_PICTURES.filter((field) => this.names.delete(field));
    this.describesPictures = ofPictures.length > 0;
    this.unread = names.filter(
      (name) => name !== '' && !this.isRead(columnKey(name)) && !withoutEffect.has(columnKey(name)),
    );
  }

  private isRead(key: string): boolean {
    const field = fieldsByKey.get(key);
    return field !== undefined && this.has(field);
  }

  /** How many of the columns an import reads. */
  get columnsRead(): number {
    return this.names.size;
  }

  /** False: the file says nothing of it, which is not the same as an empty cell. */
  has(field: Field): boolean {
    return this.names.has(field);
  }

  /** As the file writes it, or would write it. */
  nameOf(field: Field): string {
    return this.names.get(field) ?? COLUMNS[field].names[0];
  }

  /** The name of the column in the file; undefined if there is none. */
  columnOf(field: Field): string | undefined {
    return this.names.get(field);
  }
}

/** Two names of one column are one name twice. */
export const sameColumn = (name: string): string => fieldsByKey.get(columnKey(name)) ?? columnKey(name);
