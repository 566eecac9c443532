import { categories } from './categories.ts';
import type { DemoCatalogue } from './model.ts';
import { bedBath } from './products/bed-bath.ts';
import { care } from './products/care.ts';
import { clothing } from './products/clothing.ts';
import { deskTravel } from './products/desk-travel.ts';
import { garden } from './products/garden.ts';
import { home } from './products/home.ts';
import { kitchen } from './products/kitchen.ts';
import { pantry } from './products/pantry.ts';
import { table } from './products/table.ts';

export { type DemoPicture, demoPictures } from './pictures/demo-pictures.ts';
export type { DemoCatalogue, DemoCategory, DemoProduct, DemoVariant } from './model.ts';

/** The goods a fresh shop opens with. Plain data: the same on every run. */
export const demoCatalogue: DemoCatalogue = {
  currency: 'GBP',
  categories,
  products: [
    ...kitchen,
    ...table,
    ...bedBath,
    ...clothing,
    ...deskTravel,
    ...home,
    ...garden,
    ...care,
    ...pantry,
  ],
};
