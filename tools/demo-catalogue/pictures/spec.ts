/** Everything the picture generator can draw. Each name has one drawing function in `draw-picture.ts`. */
export const pictureKinds = [
  'apron',
  'basket',
  'blanket',
  'board',
  'bottle',
  'bowl',
  'box',
  'broom',
  'brush',
  'candle',
  'cards',
  'carafe',
  'casserole',
  'chair',
  'clock',
  'cup',
  'cushion',
  'cutlery',
  'dish-brush',
  'glass',
  'gloves',
  'hammer',
  'hat',
  'jar',
  'jug',
  'jumper',
  'kettle',
  'knife',
  'lamp',
  'linen',
  'mug',
  'notebook',
  'packet',
  'pan',
  'pen',
  'pencils',
  'pendant',
  'planter',
  'plate',
  'pouch',
  'rolling-pin',
  'rucksack',
  'scarf',
  'scissors',
  'secateurs',
  'shirt',
  'soap',
  'sock',
  'stool',
  'teapot',
  'thread',
  'tin',
  'tote',
  'towel',
  'trousers',
  'trowel',
  'twine',
  'utensils',
  'watering-can',
] as const;

export type PictureKind = (typeof pictureKinds)[number];

/** One scene per top category; it chooses the background. */
export const scenes = [
  ...(['kitchen', 'table', 'bed-bath', 'clothing', 'desk-travel'] as const),
  ...(['home', 'garden', 'care', 'pantry'] as const),
];

export type Scene = (typeof scenes)[number];

export const patterns = ['plain', 'speckle', 'band', 'dip', 'stripe', 'check', 'rib'] as const;

type Pattern = (typeof patterns)[number];

export interface PictureSpec {
  kind: PictureKind;
  scene: Scene;
  /** A colour name of `colours.ts`, used when no colour variant is asked for. */
  colour: string;
  /** The second colour: a handle, a lid, a stripe. */
  accent?: string;
  pattern?: Pattern;
  /** A form within the kind, such as `tall` for a mug or `bread` for a knife. */
  shape?: string;
}
