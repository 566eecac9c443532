import * as bags from './bags.ts';
import * as care from './care.ts';
import * as cloth from './cloth.ts';
import * as clothes from './clothes.ts';
import { paperOf, tones } from './colours.ts';
import * as cookware from './cookware.ts';
import * as crockery from './crockery.ts';
import * as cutlery from './cutlery.ts';
import * as furniture from './furniture.ts';
import * as garden from './garden.ts';
import * as glassware from './glassware.ts';
import * as kitchen from './kitchen-tools.ts';
import * as light from './light.ts';
import * as paper from './paper.ts';
import { type Brush, height, moved, round, width } from './shapes.ts';
import type { PictureKind, PictureSpec } from './spec.ts';
import { rail, stage } from './stage.ts';
import * as woollens from './woollens.ts';

interface DrawOptions {
  colour?: string;
  seed: string;
  title?: string;
}

type Draw = (b: Brush) => string;

/** Things that stand on the table or lean against the wall behind it. */
const onTable: Partial<Record<PictureKind, Draw>> = {
  basket: bags.basket,
  blanket: cloth.blanket,
  board: kitchen.board,
  bottle: glassware.bottle,
  bowl: crockery.bowl,
  box: paper.carton,
  brush: care.brush,
  candle: light.candle,
  cards: paper.cards,
  carafe: glassware.carafe,
  casserole: cookware.casserole,
  chair: furniture.chair,
  clock: furniture.clock,
  cup: crockery.cup,
  cushion: cloth.cushion,
  cutlery: cutlery.cutlery,
  glass: glassware.glass,
  hat: woollens.hat,
  jar: glassware.jar,
  jug: crockery.jug,
  kettle: cookware.kettle,
  knife: kitchen.knife,
  lamp: light.lamp,
  linen: cloth.linen,
  mug: crockery.mug,
  notebook: paper.notebook,
  packet: paper.packet,
  pan: cookware.pan,
  pen: paper.pen,
  pencils: paper.pencils,
  pendant: light.pendant,
  planter: garden.planter,
  plate: crockery.plate,
  pouch: bags.pouch,
  rucksack: bags.rucksack,
  soap: care.soap,
  stool: furniture.stool,
  teapot: crockery.teapot,
  thread: woollens.thread,
  tin: paper.tin,
  tote: bags.tote,
  twine: garden.twine,
  utensils: cutlery.utensils,
  'watering-can': garden.wateringCan,
};

/** Things that hang, with the pegs they need. */
const onRail: Partial<Record<PictureKind, { draw: Draw; pegs: number[] }>> = {
  apron: { draw: clothes.apron, pegs: [600] },
  broom: { draw: care.broom, pegs: [300, 600, 900] },
  'dish-brush': { draw: care.dishBrush, pegs: [300, 600, 900] },
  gloves: { draw: woollens.gloves, pegs: [300, 900] },
  hammer: { draw: care.hammer, pegs: [530, 670] },
  jumper: { draw: clothes.jumper, pegs: [600] },
  'rolling-pin': { draw: kitchen.rollingPin, pegs: [300, 600, 900] },
  scarf: { draw: woollens.scarf, pegs: [600] },
  scissors: { draw: care.scissors, pegs: [460, 740] },
  secateurs: { draw: garden.secateurs, pegs: [300, 600, 900] },
  shirt: { draw: clothes.shirt, pegs: [600] },
  sock: { draw: woollens.sock, pegs: [300, 900] },
  towel: { draw: cloth.towel, pegs: [290, 910] },
  trousers: { draw: clothes.trousers, pegs: [600] },
  trowel: { draw: garden.trowel, pegs: [300, 600, 900] },
};

/** How close the picture goes, by kind or by kind and shape; 1 when nothing is said. */
const zooms: Record<string, number> = {
  basket: 1.12,
  blanket: 1.08,
  'board/round': 1.06,
  bottle: 1.14,
  'bottle/pump': 1.22,
  bowl: 1.22,
  'bowl/wide': 1.06,
  box: 1.16,
  'brush/short': 1.4,
  candle: 1.2,
  'candle/cup': 1.34,
  carafe: 1.12,
  cards: 1.08,
  casserole: 1.1,
  cup: 1.42,
  cutlery: 1.1,
  glass: 1.28,
  gloves: 1.1,
  hammer: 1.12,
  hat: 1.16,
  jar: 1.3,
  jug: 1.12,
  kettle: 1.1,
  knife: 1.1,
  'knife/paring': 1.3,
  lamp: 1.08,
  linen: 1.08,
  mug: 1.2,
  notebook: 1.08,
  packet: 1.1,
  'pan/skillet': 0.94,
  'pan/saucepan': 0.98,
  pen: 1.12,
  pencils: 1.1,
  'planter/tall': 1.14,
  'planter/saucer': 1.1,
  plate: 1.12,
  pouch: 1.1,
  'rolling-pin': 1.06,
  rucksack: 1.1,
  scissors: 1.16,
  secateurs: 1.16,
  shirt: 1.04,
  jumper: 1.04,
  sock: 1.12,
  soap: 1.24,
  stool: 1.1,
  teapot: 1.14,
  thread: 1.22,
  tin: 1.24,
  'tin/flat': 1.12,
  tote: 1.12,
  trousers: 1.08,
  trowel: 1.12,
  twine: 1.26,
  utensils: 1.08,
};

/** Draws one picture as a self-contained SVG; the same seed gives the same bytes. */
export function drawPicture(spec: PictureSpec, options: DrawOptions): string {
  const colour = options.colour ?? spec.colour;
  const b = brushFor(spec, colour, options.seed);
  const title = options.title ?? `${spec.kind.replace('-', ' ')}, ${colour.toLowerCase()}`;
  return sheet(b, title, [{ b, dx: 0, dy: 0, size: 1 }]);
}

/** Kinds that would crowd a picture of several. */
const loners = new Set<PictureKind>([
  'broom',
  'clock',
  'cup',
  'cutlery',
  'glass',
  'gloves',
  'knife',
  'lamp',
  'pendant',
]);

/** Two or three colours side by side; nothing for kinds that look best alone. */
export function drawFamily(spec: PictureSpec, colours: string[], options: DrawOptions): string | undefined {
  const shown = colours.slice(0, 3);
  if (shown.length < 2 || loners.has(spec.kind)) return undefined;
  const places = onRail[spec.kind] ? onTheRail : onTheTable;
  const spots = (places[shown.length] ?? []).map((place, index) => {
    return { ...place, b: brushFor(spec, shown[index] ?? spec.colour, `${options.seed}/family`) };
  });
  return spots[0] && sheet(spots[0].b, options.title ?? spec.kind, spots);
}

interface Place {
  dx: number;
  dy: number;
  size: number;
}

const onTheTable: Record<number, Place[]> = {
  2: [
    { dx: -240, dy: -30, size: 0.6 },
    { dx: 230, dy: 40, size: 0.6 },
  ],
  3: [
    { dx: -290, dy: -40, size: 0.56 },
    { dx: 290, dy: -40, size: 0.56 },
    { dx: 0, dy: 96, size: 0.56 },
  ],
};

const onTheRail: Record<number, Place[]> = {
  2: [
    { dx: -260, dy: 0, size: 0.64 },
    { dx: 260, dy: 0, size: 0.64 },
  ],
  3: [
    { dx: -370, dy: 0, size: 0.48 },
    { dx: 0, dy: 0, size: 0.48 },
    { dx: 370, dy: 0, size: 0.48 },
  ],
};

function sheet(b: Brush, title: string, things: (Place & { b: Brush })[]): string {
  const { kind, shape } = b.spec;
  const zoom = zooms[`${kind}/${shape}`] ?? zooms[kind] ?? 1;
  const hung = onRail[kind];
  const draw = hung?.draw ?? onTable[kind];
  const [middle, still] = [width / 2, hung ? 246 : 1200];
  const lower = hung && things.length > 1 ? 170 : 0;
  const pegs = things.flatMap(
    ({ dx, size }) => hung?.pegs.map((x) => middle + dx + (x - middle) * zoom * size) ?? [],
  );
  const drawn = things.map(({ b: brush, dx, dy, size }) => {
    const scale = round(zoom * size * 100) / 100;
    const place = `translate(${middle + dx} ${still + dy}) scale(${scale}) translate(${-middle} ${-still})`;
    return moved(place, draw?.(brush) ?? '');
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">` +
    `<title>${escape(title)}</title>${stage(b)}${moved(`translate(0 ${lower})`, hung ? rail(b, ...pegs) : '', ...drawn)}</svg>`
  );
}

function brushFor(spec: PictureSpec, colour: string, seed: string): Brush {
  const random = dice(hash(seed));
  const prefix = `p${hash(`${seed}/${colour}`).toString(36)}`;
  let ids = 0;
  return {
    spec,
    main: tones(colour),
    accent: tones(spec.accent ?? 'Chalk'),
    paper: paperOf(spec.scene),
    random,
    nextId: () => `${prefix}-${(ids += 1)}`,
  };
}

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** FNV-1a: short, stable and good enough to start the dice. */
function hash(text: string): number {
  let value = 2166136261;
  for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 16777619);
  return value >>> 0;
}

/** Mulberry32: the same numbers for the same seed on every machine. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
