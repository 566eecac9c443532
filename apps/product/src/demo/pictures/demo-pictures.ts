import type { DemoProduct } from '../model.ts';
import { drawPicture } from './draw-picture.ts';

export type DemoPicture = { key: string; alt: string; svg: string; colour?: string };

/** A product's pictures: one per colour, the first being the main one; without colours just the main one. */
export function demoPictures(
  product: Pick<DemoProduct, 'slug' | 'title' | 'options' | 'picture'>,
): DemoPicture[] {
  const { slug, title, picture } = product;
  const colours = product.options.find(({ name }) => name === 'Colour')?.values;
  if (!colours) return [{ key: `${slug}.svg`, alt: title, svg: drawPicture(picture, { seed: slug, title }) }];
  return colours.map((colour) => {
    const alt = `${title} in ${colour.toLowerCase()}`;
    const svg = drawPicture(picture, { colour, seed: slug, title: alt });
    return { key: `${slug}-${colour.toLowerCase()}.svg`, alt, svg, colour };
  });
}
