import { type Tones, tones } from './colours.ts';
import {
  type Brush,
  box,
  curve,
  fill,
  inside,
  line,
  oval,
  ring,
  roundedBox,
  standing,
  steps,
  pointsOf,
} from './shapes.ts';
import { label } from './labels.ts';
import { type Profile, band, hoop, outlineOf, tilt, turned } from './turned.ts';

const pane = tones('Glass');
const steel = tones('Steel');
const cork = tones('Oak');

/** A clear body: a thin wash of colour, what is in it, a bright strip and a firm edge. */
function clear(b: Brush, cx: number, shape: string | Profile, colour: Tones, content = ''): string {
  const profile = pointsOf(shape);
  const outline = outlineOf(cx, profile);
  const [top, half] = profile[0] ?? [0, 0];
  const shine = `<path d="${curve(profile.slice(1).map(([y, value]) => [cx - value * 0.74, y] as const))}" fill="none" stroke="#fffaf0" stroke-opacity=".55" stroke-width="18" stroke-linecap="round"/>`;
  return (
    `<path d="${outline}" fill="${colour.base}" fill-opacity=".5"/>` +
    inside(b, outline, content, shine) +
    line(outline, colour.shade, 6) +
    `<ellipse cx="${cx}" cy="${top}" rx="${half}" ry="${half * tilt}" fill="${colour.light}" fill-opacity=".6" stroke="${colour.shade}" stroke-width="6"/>`
  );
}

export function glass(b: Brush): string {
  const one = (cx: number, base: number) => {
    const profile: Profile = [
      [base - 330, 142],
      [base - 330, 142],
      [base - 20, 116],
      [base, 104],
    ];
    const ribs = steps(-0.86, 0.86, 9).map(
      (share) => `M${cx + share * 140} ${base - 262}L${cx + share * 112} ${base - 46}`,
    );
    return (
      standing(b, cx, base, 108) +
      clear(
        b,
        cx,
        profile,
        b.main,
        band(cx, profile, base - 36, base + 30, b.main.base) +
          line(ribs.join(''), b.main.shade, 6, ' stroke-opacity=".75"'),
      )
    );
  };
  return one(330, 1150) + one(860, 1150) + one(600, 1225);
}

export function carafe(b: Brush): string {
  const profile = pointsOf('470,92 620,84 740,110 880,208 1040,244 1150,226 1196,184');
  const water =
    band(600, profile, 900, 1260, tones('Sky').light) + oval(600, 900, 214, 30, tones('Mist').light);
  return (
    standing(b, 600, 1196, 196) +
    clear(b, 600, profile, b.main, water) +
    turned(
      b,
      600,
      [
        [470, 74],
        [516, 70],
      ],
      b.accent,
    ) +
    turned(b, 600, '392,60 400,84 440,104 470,92', b.accent)
  );
}

export function jar(b: Brush): string {
  return b.spec.shape === 'clip' ? clipJar(b) : preserveJar(b);
}

function clipJar(b: Brush): string {
  const profile = pointsOf('650,196 690,204 740,246 1140,250 1184,236 1198,216');
  const oats = tones('Oat');
  const heap = band(600, profile, 860, 1260, oats.base) + oval(600, 860, 246, 38, oats.light);
  return (
    standing(b, 600, 1198, 232) +
    clear(b, 600, profile, b.main, heap) +
    turned(
      b,
      600,
      [
        [636, 208],
        [668, 208],
      ],
      b.accent,
    ) +
    clear(b, 600, '560,60 580,170 620,206 634,206', b.main) +
    line('M600 556v-24M430 590C500 520 700 520 770 590', steel.deep, 12) +
    line('M392 700C380 610 420 590 430 590M808 700C820 610 780 590 770 590', steel.deep, 12) +
    line(curve('352,742 480,772 600,780 720,772 848,742'), steel.deep, 12) +
    line('M600 780v-110', steel.shade, 16)
  );
}

function preserveJar(b: Brush): string {
  const honey = b.spec.shape === 'honey';
  const profile = pointsOf(
    honey
      ? '690,196 730,216 780,254 1120,262 1180,246 1198,220'
      : '640,190 690,200 740,232 1140,232 1184,222 1198,200',
  );
  const top = profile[0]?.[0] ?? 0;
  const filled =
    band(600, profile, top + 72, 1260, b.main.base) +
    oval(600, top + 72, 228, 34, b.main.shade) +
    `<rect x="700" y="600" width="180" height="660" ${b.main.shadow}/>`;
  const lid: Profile = [
    [top - 84, 200],
    [top - 84, 206],
    [top + 6, 206],
  ];
  return (
    standing(b, 600, 1198, 216) +
    clear(b, 600, profile, pane, filled) +
    turned(b, 600, lid, b.accent, { on: hoop(600, lid, top - 16, b.accent.shade, 8) }) +
    label(b, 600, top + 210, honey ? 330 : 300, 230, b.main)
  );
}

export function bottle(b: Brush): string {
  if (b.spec.shape === 'pump') return pumpBottle(b);
  const short = b.spec.shape === 'short';
  const half = short ? 178 : 150;
  const profile: Profile = [
    [short ? 560 : 450, 56],
    [660, 56],
    [short ? 710 : 720, short ? 74 : 80],
    [800, half - 10],
    [850, half],
    [1160, half],
    [1190, half - 8],
    [1200, half - 22],
  ];
  const neck = profile[0]?.[0] ?? 0;
  return (
    standing(b, 600, 1198, half) +
    turned(
      b,
      600,
      [
        [neck - 60, 40],
        [neck + 4, 42],
      ],
      cork,
    ) +
    turned(b, 600, profile, b.main, { gloss: true }) +
    turned(
      b,
      600,
      [
        [neck, 62],
        [neck + 34, 62],
      ],
      b.main,
    ) +
    label(b, 600, short ? 880 : 880, half * 2 - 34, 240, b.main)
  );
}

function pumpBottle(b: Brush): string {
  const profile = pointsOf('680,84 716,92 770,186 820,210 1160,210 1188,200 1200,184');
  return (
    standing(b, 600, 1200, 206) +
    turned(b, 600, profile, b.main, { gloss: true }) +
    turned(b, 600, '620,88 620,92 696,92', b.accent) +
    box(584, 520, 32, 110, b.accent.base) +
    box(600, 520, 16, 110, b.accent.shade) +
    fill(roundedBox(500, 480, 190, 48, 22), b.accent.base) +
    line('M510 508C450 508 440 530 440 556', b.accent.base, 28) +
    fill(ring(600, 482, 60, 10), b.accent.light) +
    label(b, 600, 880, 330, 220, b.main)
  );
}
