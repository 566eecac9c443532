import * as bags from './bags.ts';
import * as care from './care.ts';
import * as cloth from './cloth.ts';
import * as clothes from './clothes.ts';
import { paperOf, tones } from './colours.ts';
import * as cookware from './cookware.ts';
import * as crockery from './crockery.ts';
import * as furniture from './furniture.ts';
import * as garden from './garden.ts';
import * as glassware from './glassware.ts';
import * as kitchen from './kitchen-tools.ts';
import * as light from './light.ts';
import * as paper from './paper.ts';
import { type Brush, height, width } from './shapes.ts';
import type { PictureKind, PictureSpec } from './spec.ts';
import { rail, stage } from './stage.ts';
import * as woollens from './woollens.ts';

export type DrawOptions = { colour?: string; seed: string; title?: string };

const onTable: Partial<Record<PictureKind, (b: Brush) => string>> = {
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
  cutlery: kitchen.cutlery,
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
  'rolling-pin': kitchen.rollingPin,
  rucksack: bags.rucksack,
  soap: care.soap,
  stool: furniture.stool,
  teapot: crockery.teapot,
  thread: woollens.thread,
  tin: paper.tin,
  tote: bags.tote,
  twine: garden.twine,
  utensils: kitchen.utensils,
  'watering-can': garden.wateringCan,
};

const onRail: Partial<Record<PictureKind, { draw: (b: Brush) => string; pegs: number[] }>> = {
  apron: { draw: clothes.apron, pegs: [600] },
  broom: { draw: care.broom, pegs: [300, 600, 900] },
  'dish-brush': { draw: care.dishBrush, pegs: [300, 600, 900] },
  gloves: { draw: woollens.gloves, pegs: [300, 900] },
  hammer: { draw: care.hammer, pegs: [540, 660] },
  jumper: { draw: clothes.jumper, pegs: [600] },
  scarf: { draw: woollens.scarf, pegs: [600] },
  scissors: { draw: care.scissors, pegs: [300, 600, 900] },
  secateurs: { draw: garden.secateurs, pegs: [300, 600, 900] },
  shirt: { draw: clothes.shirt, pegs: [600] },
  sock: { draw: woollens.sock, pegs: [300, 900] },
  towel: { draw: cloth.towel, pegs: [290, 910] },
  trousers: { draw: clothes.trousers, pegs: [600] },
  trowel: { draw: garden.trowel, pegs: [300, 600, 900] },
};

/** Draws one picture as a self-contained SVG; the same seed gives the same bytes. */
export function drawPicture(spec: PictureSpec, options: DrawOptions): string {
  const colour = options.colour ?? spec.colour;
  const b = brushFor(spec, colour, options.seed);
  const hung = onRail[spec.kind];
  const standing = onTable[spec.kind];
  const drawing = hung ? rail(b, ...hung.pegs) + hung.draw(b) : (standing?.(b) ?? '');
  const title = escape(options.title ?? `${spec.kind.replace('-', ' ')}, ${colour.toLowerCase()}`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">` +
    `<title>${title}</title>${stage(b)}${drawing}</svg>`
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
