import { describe, expect, it } from '@jest/globals';
import { inCase } from '@tradepost/testing/in-case';
import { readCatalogue } from './catalogue.ts';
import { catalogueFiles } from './catalogue-files.ts';
import { demoPictures } from './pictures/demo-pictures.ts';
import { pictureKinds } from './pictures/spec.ts';

const { categories, products } = readCatalogue();
const variants = products.flatMap((product) => product.variants.map((variant) => ({ product, ...variant })));

function twice(values: string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}

/** Every element closed in order, every attribute quoted: enough for markup we write ourselves. */
function wellFormed(svg: string): boolean {
  const open: string[] = [];
  const rest = svg.replace(
    /<(\/?)([a-zA-Z]+)((?: [a-zA-Z-]+="[^"<&]*")*)(\/?)>/g,
    (_, close, name, __, empty) => {
      if (close) return open.pop() === name ? '' : '<';
      if (!empty) open.push(name as string);
      return '';
    },
  );
  return open.length === 0 && !/[<>]|&(?!(amp|lt|gt);)/.test(rest);
}

describe('demo catalogue', () => {
  it('gives every product and every variant a name of its own', () => {
    expect(twice(products.map(({ slug }) => slug))).toEqual([]);
    expect(twice(products.map(({ title }) => title))).toEqual([]);
    expect(twice(variants.map(({ sku }) => sku))).toEqual([]);
    expect(twice(categories.map(({ slug }) => slug))).toEqual([]);
  });

  it('puts every product in a leaf category and leaves no leaf empty', () => {
    const parents = new Set(categories.map(({ parent }) => parent));
    const leaves = categories.filter(({ slug, parent }) => parent && !parents.has(slug));
    expect(new Set(products.map(({ category }) => category))).toEqual(
      new Set(leaves.map(({ slug }) => slug)),
    );
    expect(
      categories.filter(({ parent }) => parent && !categories.some(({ slug }) => slug === parent)),
    ).toEqual([]);
  });

  it('sells at least sixty products', () => {
    expect(products.filter(({ status }) => status !== 'draft').length).toBeGreaterThanOrEqual(60);
  });

  it('describes every product in 40 to 90 words without shouting', () => {
    const odd = products.filter(({ description }) => {
      const words = description.split(/\s+/).length;
      return words < 40 || words > 90 || description.includes('!');
    });
    expect(odd.map(({ slug }) => slug)).toEqual([]);
  });

  it('builds variants from the declared options only, each combination once', () => {
    for (const { slug, options, variants: own } of products)
      inCase(slug, () => {
        for (const variant of own) {
          expect(Object.keys(variant.options)).toEqual(options.map(({ name }) => name));
          for (const { name, values } of options) expect(values).toContain(variant.options[name]);
        }
        expect(twice(own.map((variant) => JSON.stringify(variant.options)))).toEqual([]);
        expect(own.length).toBe(options.reduce((count, { values }) => count * values.length, 1));
      });
  });

  it('prices in whole positive pence, sales below the old price', () => {
    for (const { sku, priceMinor, compareAtMinor } of variants)
      inCase(sku, () => {
        expect(Number.isSafeInteger(priceMinor) && priceMinor > 0).toBe(true);
        if (compareAtMinor !== undefined) expect(compareAtMinor).toBeGreaterThan(priceMinor);
      });
  });

  it('makes larger quantities cheaper, never dearer', () => {
    for (const { sku, priceMinor, tiers = [] } of variants)
      inCase(sku, () => {
        const ladder = [{ minQuantity: 1, priceMinor }, ...tiers];
        ladder.slice(1).forEach((tier, index) => {
          expect(tier.minQuantity).toBeGreaterThan(ladder[index]?.minQuantity ?? 0);
          expect(tier.priceMinor).toBeLessThan(ladder[index]?.priceMinor ?? 0);
          expect(Number.isSafeInteger(tier.priceMinor) && tier.priceMinor > 0).toBe(true);
        });
      });
  });

  it('shows every state a shop page has to cope with', () => {
    const has = (test: (variant: (typeof variants)[number]) => boolean) => variants.some(test);
    expect(has(({ stock }) => stock === null)).toBe(true);
    expect(has(({ stock }) => stock === 0)).toBe(true);
    expect(has(({ stock }) => stock !== null && stock >= 1 && stock <= 3)).toBe(true);
    expect(has(({ tiers }) => (tiers?.length ?? 0) > 1)).toBe(true);
    expect(has(({ priceMinor }) => priceMinor === 1_234_567)).toBe(true);
    expect(products.some(({ title }) => title.length === 90)).toBe(true);
    expect(products.some(({ options }) => options.length === 3)).toBe(true);
  });
});

describe('demo pictures', () => {
  const pictures = products.flatMap((product) =>
    demoPictures(product).map((picture) => ({ product, ...picture })),
  );

  it('draws every product, and every one of its colours', () => {
    expect(twice(pictures.map(({ key }) => key))).toEqual([]);
    for (const { slug, options } of products)
      inCase(slug, () => {
        const own = pictures.filter(({ product }) => product.slug === slug);
        const colours = options.find(({ name }) => name === 'Colour')?.values ?? [];
        expect(own.length).toBeGreaterThan(0);
        expect(colours.every((colour) => own.some((picture) => picture.colour === colour))).toBe(true);
      });
  });

  it('uses every kind of picture it can draw', () => {
    expect(new Set(products.map(({ picture }) => picture.kind))).toEqual(new Set(pictureKinds));
  });

  it('writes well-formed SVG that needs nothing from outside', () => {
    for (const { key, svg } of pictures)
      inCase(key, () => {
        expect(wellFormed(svg)).toBe(true);
        expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 1200 1500"[^>]*><title>[^<]+<\/title>/);
        expect(svg).not.toMatch(/<script|<image|href=|NaN|undefined|Infinity/);
      });
  });

  it('draws the same picture for the same seed', () => {
    for (const product of products) expect(demoPictures(product)).toEqual(demoPictures(product));
  });

  it('gives clip paths names that do not meet on one page', () => {
    const ids = pictures.flatMap(({ svg }) =>
      [...svg.matchAll(/<clipPath id="([^"]+)"/g)].map(([, id]) => id ?? ''),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the files for the seed', () => {
  const files = catalogueFiles(readCatalogue());
  const { products: inputs, pictures } = JSON.parse(files.get('catalogue.json') ?? '') as {
    products: { images: { url: string }[]; variants: { imageUrl: string }[] }[];
    pictures: { key: string }[];
  };

  it('have each picture that a product names, and no other', () => {
    const named = inputs.flatMap(({ images, variants: own }) => [
      ...images.map(({ url }) => url),
      ...own.flatMap(({ imageUrl }) => (imageUrl ? [imageUrl] : [])),
    ]);
    expect(new Set(named)).toEqual(new Set(pictures.map(({ key }) => `/api/v1/pictures/${key}`)));
    expect([...files.keys()].toSorted()).toEqual(
      ['catalogue.json', ...pictures.map(({ key }) => `pictures/${key}`)].toSorted(),
    );
  });

  it('are the same each time', () => expect(catalogueFiles(readCatalogue())).toEqual(files));
});
