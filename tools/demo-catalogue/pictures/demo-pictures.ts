import type { DemoProduct } from '../model.ts';
import { drawFamily, drawPicture } from './draw-picture.ts';

export interface DemoPicture {
  key: string;
  alt: string;
  svg: string;
  colour?: string;
}

/** A product's pictures, the main one first: one per colour and, where it helps, the colours side by side. */
export function demoPictures(
  product: Pick<DemoProduct, 'slug' | 'title' | 'options' | 'picture'>,
): DemoPicture[] {
  const { slug, title, picture } = product;
  const colours = product.options.find(({ name }) => name === 'Colour')?.values;
  if (!colours) return [{ key: `${slug}.svg`, alt: title, svg: drawPicture(picture, { seed: slug, title }) }];
  const each = colours.map((colour) => {
    const alt = `${title} in ${colour.toLowerCase()}`;
    const svg = drawPicture(picture, { colour, seed: slug, title: alt });
    return { key: `${slug}-${colour.toLowerCase()}.svg`, alt, svg, colour };
  });
  const alt = `${title}, several colours side by side`;
  const family = drawFamily(picture, colours, { seed: slug, title: alt });
  return family ? [...each, { key: `${slug}-colours.svg`, alt, svg: family }] : each;
}
