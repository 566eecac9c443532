import type { DemoCategory } from './model.ts';

/** Top categories with their leaves, in the order in which the shop shows them. */
const tree: [slug: string, name: string, leaves: [slug: string, name: string][]][] = [
  [
    'kitchen',
    'Kitchen',
    [
      ['cookware', 'Cookware'],
      ['knives-boards', 'Knives & boards'],
      ['kitchen-tools', 'Kitchen tools & storage'],
    ],
  ],
  [
    'table',
    'Table',
    [
      ['mugs-cups', 'Mugs & cups'],
      ['plates-bowls', 'Plates & bowls'],
      ['jugs-glasses', 'Jugs & glasses'],
    ],
  ],
  [
    'bed-bath',
    'Bed & bath',
    [
      ['blankets-cushions', 'Blankets & cushions'],
      ['bed-linen', 'Bed linen'],
      ['towels', 'Towels'],
    ],
  ],
  [
    'clothing',
    'Clothing',
    [
      ['shirts-trousers', 'Shirts & trousers'],
      ['knitwear', 'Knitwear'],
      ['hats-scarves-socks', 'Hats, scarves & socks'],
      ['aprons-workwear', 'Aprons & workwear'],
    ],
  ],
  [
    'desk-travel',
    'Desk & travel',
    [
      ['bags', 'Bags & baskets'],
      ['notebooks-cards', 'Notebooks & cards'],
      ['pens-pencils', 'Pens & pencils'],
    ],
  ],
  [
    'home',
    'Light & home',
    [
      ['lamps', 'Lamps'],
      ['candles', 'Candles'],
      ['furniture-clocks', 'Furniture & clocks'],
    ],
  ],
  [
    'garden',
    'Garden',
    [
      ['watering', 'Watering'],
      ['garden-tools', 'Garden tools'],
      ['pots-planters', 'Pots & planters'],
    ],
  ],
  [
    'care',
    'House & care',
    [
      ['brooms-brushes', 'Brooms & brushes'],
      ['soap', 'Soap'],
      ['mending-tools', 'Mending & tools'],
    ],
  ],
  [
    'pantry',
    'Pantry',
    [
      ['tea-coffee', 'Tea & coffee'],
      ['preserves-honey', 'Preserves & honey'],
      ['oils-baking', 'Oils & baking'],
    ],
  ],
];

export const categories: DemoCategory[] = tree.flatMap(([slug, name, leaves], position) => [
  { slug, name, parent: null, position },
  ...leaves.map(([leaf, leafName], index) => ({ slug: leaf, name: leafName, parent: slug, position: index })),
]);
