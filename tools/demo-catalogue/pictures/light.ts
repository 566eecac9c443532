import { tones } from './colours.ts';
import {
  type Brush,
  bar,
  box,
  curve,
  fill,
  inside,
  line,
  oval,
  ring,
  solid,
  specks,
  standing,
  steps,
  pointsOf,
} from './shapes.ts';
import { hoop, outlineOf, tilt, turned } from './turned.ts';

const brass = tones('Brass');
const white = tones('White');
const flameColour = tones('Ochre');

export function lamp(b: Brush): string {
  return b.spec.shape === 'desk' ? deskLamp(b) : tableLamp(b);
}

function tableLamp(b: Brush): string {
  const shade = pointsOf('400,190! 740,330 744,330');
  const base = pointsOf('760,22 820,26 850,60 900,92 980,96 1060,60 1096,44 1110,60 1150,150 1196,176');
  const seams = steps(-0.8, 0.8, 9)
    .map((share) => `M${600 + share * 190} 410L${600 + share * 330} 780`)
    .join('');
  return (
    standing(b, 600, 1196, 180) +
    line('M760 1200C900 1220 1000 1190 1210 1240', tones('Leather').shade, 9) +
    turned(b, 600, base, b.accent, {
      on: hoop(600, base, 850, b.accent.deep, 6) + hoop(600, base, 1096, b.accent.deep, 6),
    }) +
    box(586, 720, 28, 70, brass.base) +
    turned(b, 600, shade, b.main, { on: line(seams, b.main.shade, 4), opening: white, lip: 8 }) +
    line(ring(600, 400, 188, 188 * tilt), b.main.shade, 7) +
    line(`M270 742A330 ${330 * tilt} 0 0 0 930 742`, b.main.shade, 9)
  );
}

function deskLamp(b: Brush): string {
  const head = curve('640,470! 704,420! 760,470 900,560 940,640! 700,780! 650,700', true);
  const glow = 'M700 780L940 640L1110 1180L560 1240Z';
  return (
    `<path d="${glow}" fill="#fff6dc" fill-opacity=".32"/>` +
    standing(b, 420, 1196, 200) +
    turned(b, 420, '1150,196 1156,204 1190,206 1198,196', b.main) +
    bar('M420 1150L300 780', b.main, 30) +
    bar('M300 780L680 500', b.main, 30) +
    oval(420, 1140, 34, 26, brass.base) +
    fill(ring(300, 780, 34), brass.base) +
    fill(ring(300, 780, 12), brass.deep) +
    `<g transform="rotate(-30 820 710)">${oval(820, 710, 138, 34, white.base)}${oval(820, 722, 56, 28, '#ffe9a8')}</g>` +
    solid(b, head, b.main, line('M730 500L860 600', b.main.light, 12), 26) +
    fill(ring(680, 500, 30), brass.base) +
    fill(ring(680, 500, 11), brass.deep)
  );
}

export function pendant(b: Brush): string {
  const dome = pointsOf('640,70 664,110 700,240 770,330 850,376 880,400!');
  const under = ring(600, 880, 392, 392 * tilt);
  return (
    line('M626 0V470', b.paper.wallShadow, 10, ' transform="translate(70 40)"') +
    `<path transform="translate(90 60)" d="${outlineOf(600, dome)}" fill="${b.paper.wallShadow}"/>` +
    line('M600-10V470', tones('Charcoal').base, 11) +
    turned(b, 600, '460,26 480,44 560,48 580,66 646,70', b.accent) +
    turned(b, 600, dome, b.main, { gloss: true }) +
    turned(
      b,
      600,
      [
        [628, 62],
        [648, 72],
      ],
      b.accent,
    ) +
    oval(600, 880, 402, 402 * tilt, b.main.deep) +
    fill(under, white.base) +
    inside(
      b,
      under,
      oval(660, 862, 380, 50, white.shade),
      oval(600, 900, 90, 70, '#ffe9a8'),
      oval(600, 894, 62, 52, '#fff6dc'),
    )
  );
}

export function candle(b: Brush): string {
  if (b.spec.shape === 'taper') return tapers(b);
  return b.spec.shape === 'cup' ? candleInCup(b) : pillar(b);
}

const flame = (x: number, y: number) =>
  `<circle cx="${x}" cy="${y - 50}" r="120" fill="#fff3cf" fill-opacity=".3"/>` +
  line(`M${x} ${y}v-26`, tones('Charcoal').base, 8) +
  fill(
    curve(
      [
        [x, y - 14],
        [x + 26, y - 42],
        [x + 14, y - 86],
        [x, y - 122],
        [x - 16, y - 86],
        [x - 26, y - 42],
      ],
      true,
    ),
    flameColour.base,
  ) +
  fill(
    curve(
      [
        [x, y - 18],
        [x + 12, y - 36],
        [x, y - 74],
        [x - 12, y - 36],
      ],
      true,
    ),
    '#fff3cf',
  );

function tapers(b: Brush): string {
  const one = (cx: number, base: number, top: number) =>
    standing(b, cx, base, 116) +
    turned(
      b,
      cx,
      [
        [base - 24, 112],
        [base - 14, 122],
        [base, 116],
      ],
      b.accent,
    ) +
    turned(
      b,
      cx,
      [
        [base - 140, 46],
        [base - 132, 52],
        [base - 60, 30],
        [base - 24, 62],
      ],
      b.accent,
      { gloss: true },
    ) +
    turned(
      b,
      cx,
      [
        [top, 24],
        [top + 40, 33],
        [base - 136, 38],
      ],
      b.main,
      {},
    ) +
    flame(cx, top - 2);
  return one(440, 1150, 520) + one(740, 1210, 640);
}

function pillar(b: Brush): string {
  const profile = pointsOf('690,190 700,194 1150,194');
  const dish = tones('Slate');
  return (
    standing(b, 600, 1206, 236) +
    turned(b, 600, '1150,290 1160,290 1200,230 1210,214', dish, { opening: dish, lip: 14 }) +
    turned(b, 600, profile, b.main, {
      opening: { ...b.main, shade: b.main.shade, deep: b.main.shade },
      lip: 16,
    }) +
    fill(curve('470,716 500,716 504,800 488,830 474,800', true), b.main.light) +
    flame(600, 694)
  );
}

function candleInCup(b: Brush): string {
  const profile = pointsOf('740,236! 1120,232 1180,216 1198,190');
  const wax = tones('Chalk');
  return (
    standing(b, 600, 1198, 206) +
    turned(b, 600, profile, b.main, {
      opening: { ...wax, deep: wax.base },
      lip: 15,
      gloss: true,
      on: specks(b, 80, [360, 740, 480, 480], b.main.deep),
    }) +
    box(500, 930, 200, 150, tones('Chalk').base, 6) +
    `<rect x="512" y="942" width="176" height="126" fill="none" stroke="${b.main.deep}" stroke-width="3"/>` +
    line(`M548 990h104M564 1022h72`, b.main.deep, 7) +
    flame(600, 742)
  );
}
