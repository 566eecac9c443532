import type { DemoCatalogue, DemoProduct, DemoVariant } from './model.ts';
import { type DemoPicture, demoPictures } from './pictures/demo-pictures.ts';
import { height, width } from './pictures/shapes.ts';

interface Illustrated {
  product: DemoProduct;
  pictures: DemoPicture[];
}

/** The content of each file by its path, as the seed of `product` reads it: apps/product/src/io/seed-folder.ts. */
export function catalogueFiles({ currency, categories, products }: DemoCatalogue): Map<string, string> {
  const illustrated = products.map((product) => ({ product, pictures: demoPictures(product) }));
  const pictures = illustrated.flatMap((one) => one.pictures);
  const catalogue = {
    categories: categories.map(({ slug, name, parent, position }) => ({ slug, name, parent, position })),
    products: illustrated.map((one) => toInput(one, currency)),
    pictures: pictures.map(({ key }) => ({ key, contentType: 'image/svg+xml' })),
  };
  return new Map([
    ['catalogue.json', `${JSON.stringify(catalogue, undefined, 2)}\n`],
    ...pictures.map(({ key, svg }): [string, string] => [`pictures/${key}`, svg]),
  ]);
}

function toInput({ product, pictures }: Illustrated, currency: string) {
  const { slug, title, vendor, type, tags, category, options, variants, status } = product;
  return {
    ...{ slug, title, vendor, type, tags, category, options },
    isActive: status !== 'draft',
    description: toHtml(product),
    variants: variants.map((variant) => toVariant(variant, pictures, currency)),
    images: pictures.map(({ key, alt }) => ({ url: pathOf(key), alt, width, height })),
  };
}

function toVariant(variant: DemoVariant, pictures: DemoPicture[], currency: string) {
  const money = (amountMinor: number) => ({ amountMinor, currency });
  const own = pictures.find(({ colour }) => colour !== undefined && colour === variant.options['Colour']);
  return {
    sku: variant.sku,
    options: Object.entries(variant.options).map(([name, value]) => ({ name, value })),
    price: money(variant.priceMinor),
    compareAtPrice: variant.compareAtMinor === undefined ? undefined : money(variant.compareAtMinor),
    tiers: (variant.tiers ?? []).map((tier) => ({
      minQuantity: tier.minQuantity,
      price: money(tier.priceMinor),
    })),
    stock: variant.stock ?? undefined,
    backorder: false,
    weightGrams: variant.weightGrams,
    barcode: '',
    imageUrl: own ? pathOf(own.key) : '',
  };
}

/** The catalogue has no field for attributes: they follow the text as a list. */
function toHtml({ description, attributes }: DemoProduct): string {
  const facts = Object.entries(attributes).map(
    ([name, value]) => `<li><strong>${escaped(name)}</strong>: ${escaped(value)}</li>`,
  );
  return `<p>${escaped(description)}</p>${facts.length > 0 ? `<ul>${facts.join('')}</ul>` : ''}`;
}

const pathOf = (key: string): string => `/api/v1/pictures/${key}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
