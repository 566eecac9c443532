import { type Tones, tones } from './colours.ts';
import {
  type Brush,
  box,
  curve,
  fill,
  line,
  mirrored,
  moved,
  onWall,
  pointsOf,
  oval,
  polygon,
  solid,
  standing,
  steps,
} from './shapes.ts';
import { turned } from './turned.ts';

const peg = tones('Ash');

/** A clothes peg that holds a thing on a cord. */
const clip = (x: number, y: number) =>
  box(x - 15, y - 44, 30, 96, peg.base, 6) +
  box(x + 2, y - 44, 13, 96, peg.shade, 6) +
  box(x - 18, y - 6, 36, 8, tones('Steel').deep);

const cord = (b: Brush) =>
  line('M300 262C420 320 780 320 900 262', b.paper.wallShadow, 6, ' transform="translate(14 26)"') +
  line('M300 252C420 320 780 320 900 252', tones('Leather').base, 7);

export function sock(b: Brush): string {
  const outline = curve(
    `-78,330! -84,700 -92,860 -84,960 -20,1010 120,1050 200,1040 226,980 190,920 100,870 76,800 80,600
      82,330!`,
    true,
  );
  const ribs = steps(-66, 68, 9).map((x) => `M${x} 336V520`);
  const parts =
    line(ribs.join(''), b.main.shade, 5) +
    box(-100, 330, 200, 26, b.accent.base) +
    box(-100, 540, 200, 8, b.accent.base) +
    fill(curve('-120,830 -60,840 -20,920 -60,1010 -130,1000', true), b.accent.base) +
    fill(polygon('120,860 300,860 300,1100 104,1100'), b.accent.base);
  const one = (x: number, drop: number) =>
    moved(`translate(${x} ${drop})`, onWall(b, outline), solid(b, outline, b.main, parts, 22), clip(0, 336));
  return cord(b) + one(430, 0) + one(740, 10);
}

export function scarf(b: Brush): string {
  const [left, right] = ['450,290 590,290 574,1060 406,1060', '620,290 760,290 804,1150 636,1150'].map(
    polygon,
  ) as [string, string];
  const stripes = (bottom: number) =>
    box(240, bottom - 70, 720, 18, b.accent.base) +
    box(240, bottom - 130, 720, 34, b.accent.base) +
    box(240, bottom - 190, 720, 18, b.accent.base);
  const fringe = (x: number, bottom: number) => {
    const threads = steps(-78, 78, 13).map((dx) => `M${x + dx} ${bottom}l${Math.round(dx * 0.06)} 64`);
    return line(threads.join(''), b.main.base, 8);
  };
  const drape = curve(
    '476,300 500,250 560,214 640,214 700,250 724,300! 690,420 600,350 510,420 476,300',
    true,
  );
  const behind = { ...b.main, base: b.main.shade };
  const fold = fill(polygon('520,300 548,300 510,1060'), b.main.shade);
  return (
    onWall(b, left + right) +
    fringe(490, 1060) +
    fringe(720, 1150) +
    solid(b, right, behind, `<g opacity=".85">${stripes(1150)}</g>`, 24) +
    solid(b, left, b.main, stripes(1060) + fold, 24) +
    solid(b, drape, b.main, line('M520 300Q600 230 690 300M500 350Q600 270 710 360', b.main.shade, 7), 20)
  );
}

export function hat(b: Brush): string {
  const crown = mirrored(600, '332,1010! 348,820 430,690 540,640 600,634');
  const cuff = curve(
    `306,950! 450,986 600,994 750,986 894,950! 908,1060 900,1150! 750,1194 600,1204 450,1194
      300,1150! 292,1060`,
    true,
  );
  const wedges = steps(-5, 5, 11)
    .map((index) =>
      curve([
        [600 + index * 10, 640],
        [600 + index * 42, 760],
        [600 + index * 54, 1010],
      ]),
    )
    .join('');
  const ribs = steps(-10, 10, 21)
    .map(
      (index) =>
        `M${600 + index * 29} ${995 - Math.abs(index) ** 2 * 0.46}L${600 + index * 30} ${1204 - Math.abs(index) ** 2 * 0.52}`,
    )
    .join('');
  return (
    oval(680, 1194, 350, 44, b.paper.tableShadow) +
    oval(610, 1188, 302, 36, b.paper.contact) +
    solid(b, crown, b.main, line(wedges, b.main.shade, 6), 44) +
    solid(b, cuff, b.main, line(ribs, b.main.shade, 6), 44) +
    line(curve('306,950 450,986 600,994 750,986 894,950'), b.main.shade, 7)
  );
}

export function gloves(b: Brush): string {
  const hand = curve(
    `300,470! 476,470! 470,620 500,700 566,760 590,820 566,850 530,846 480,800 476,960 466,1060
      446,1072 428,1056 424,940 416,940 408,1090 388,1108 368,1092 366,944 358,944 346,1070
      328,1084 310,1066 312,930 304,926 288,1010 272,1020 258,1002 262,860 286,640`,
    true,
  );
  const one = (drop: number) =>
    onWall(b, hand) +
    solid(
      b,
      hand,
      b.accent,
      box(200, 640, 420, 500, b.main.base) +
        box(200, 460, 420, 60, b.main.base) +
        line('M280 640H480', b.main.deep, 5) +
        line('M336 700V840M388 700V850M436 700V840', b.main.shade, 5) +
        line(`M290 ${560 + drop * 0}H480`, b.accent.deep, 8),
      22,
    );
  return (
    cord(b) +
    moved('translate(-30 -136)', one(0)) +
    clip(358, 330) +
    moved('translate(1230 -130) scale(-1 1)', one(1)) +
    clip(842, 336)
  );
}

/** A wooden spool; its foot stands at 0,0. */
function spool(b: Brush, wool: Tones): string {
  const winding = steps(-214, -40, 9).map((y) => `M-90 ${Math.round(y)}q90 30 180 0`);
  return (
    standing(b, 0, 0, 84) +
    turned(b, 0, '-24,92 0,92', b.accent) +
    turned(b, 0, '-236,70 -220,84 -130,90 -40,84 -20,72', wool, {
      on: line(winding.join(''), wool.shade, 5),
    }) +
    turned(b, 0, '-262,92 -236,92', b.accent, { opening: b.accent, lip: 66 })
  );
}

export function thread(b: Brush): string {
  const wools = [b.main, tones('Brick'), tones('Ochre'), tones('Indigo'), tones('Oat')];
  const spots = pointsOf('330,1090 600,1070 860,1096 450,1210 740,1216');
  const spools = spots.map(([x, y], index) =>
    moved(`translate(${x} ${y})`, spool(b, wools[index] ?? b.main)),
  );
  return (
    spools.join('') +
    line('M560 1330L930 1292', tones('Steel').shade, 9) +
    line('M900 1295L920 1293', b.paper.table, 4) +
    line('M910 1294C1000 1270 1010 1200 900 1170', b.main.base, 6)
  );
}
