import { createHash } from 'node:crypto';
import type { DemoCatalogue, DemoProduct, DemoVariant } from '../demo/catalogue.ts';
import { demoPictures } from '../demo/pictures/demo-pictures.ts';
import { height, width } from '../demo/pictures/shapes.ts';
import type { ProductInput, VariantInput } from '../domain/product-input.ts';
import type { CatalogueSeed } from '../flows/seed-catalogue.ts';

type Pictured = { product: DemoProduct; pictures: ReturnType<typeof demoPictures> };

/** The demo catalogue with its drawings, in the form in which a seed is taken. */
export function demoSeed({ currency, categories, products }: DemoCatalogue): CatalogueSeed {
  const pictured = products.map((product) => ({ product, pictures: demoPictures(product) }));
  const seed = {
    categories: categories.map(({ slug, name, parent, position }) => ({ slug, name, parent, position })),
    products: pictured.map((one) => toInput(one, currency)),
  };
  const drawings = pictured.flatMap(({ pictures }) => pictures.map(({ key, svg }) => ({ key, svg })));
  return {
    ...seed,
    fingerprint: createHash('sha256').update(JSON.stringify({ seed, drawings })).digest('hex'),
    pictures: drawings.map(({ key, svg }) => ({ key, contentType: 'image/svg+xml', body: Buffer.from(svg) })),
  };
}

function toInput({ product, pictures }: Pictured, currency: string): ProductInput {
  const { slug, title, vendor, type, tags, category, options, variants, status } = product;
  return {
    ...{ slug, title, vendor, type, tags, category, options },
    isActive: status !== 'draft',
    description: toHtml(product),
    variants: variants.map((variant) => toVariant(variant, pictures, currency)),
    images: pictures.map(({ key, alt }) => ({ url: addressOf(key), alt, width, height })),
  };
}

function toVariant(variant: DemoVariant, pictures: Pictured['pictures'], currency: string): VariantInput {
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
    imageUrl: own ? addressOf(own.key) : '',
  };
}

/** Attributes have no field of their own yet; they stand as a list below the text. */
function toHtml({ description, attributes }: DemoProduct): string {
  const facts = Object.entries(attributes).map(
    ([name, value]) => `<li><strong>${escaped(name)}</strong>: ${escaped(value)}</li>`,
  );
  return `<p>${escaped(description)}</p>${facts.length > 0 ? `<ul>${facts.join('')}</ul>` : ''}`;
}

const addressOf = (key: string): string => `/api/v1/pictures/${key}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
