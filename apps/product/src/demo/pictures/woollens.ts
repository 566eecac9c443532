import { tones } from './colours.ts';
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
  const outline = (x: number) =>
    curve(
      [
        [x - 78, 330],
        [x - 78, 330],
        [x - 84, 700],
        [x - 92, 860],
        [x - 84, 960],
        [x - 20, 1010],
        [x + 120, 1050],
        [x + 200, 1040],
        [x + 226, 980],
        [x + 190, 920],
        [x + 100, 870],
        [x + 76, 800],
        [x + 80, 600],
        [x + 82, 330],
        [x + 82, 330],
      ],
      true,
    );
  const one = (x: number, drop: number) => {
    const ribs = steps(x - 66, x + 68, 9)
      .map((at) => `M${at} 336V520`)
      .join('');
    const cuff =
      line(ribs, b.main.shade, 5) +
      box(x - 100, 330, 200, 26, b.accent.base) +
      box(x - 100, 540, 200, 8, b.accent.base);
    const heel = fill(
      curve(
        [
          [x - 120, 830],
          [x - 60, 840],
          [x - 20, 920],
          [x - 60, 1010],
          [x - 130, 1000],
        ],
        true,
      ),
      b.accent.base,
    );
    const toe = fill(
      polygon([
        [x + 120, 860],
        [x + 300, 860],
        [x + 300, 1100],
        [x + 104, 1100],
      ]),
      b.accent.base,
    );
    return moved(
      `translate(0 ${drop})`,
      onWall(b, outline(x)),
      solid(b, outline(x), b.main, cuff + heel + toe, 22),
      clip(x, 336),
    );
  };
  return cord(b) + one(430, 0) + one(740, 10);
}

export function scarf(b: Brush): string {
  const tail = (x: number, lean: number, bottom: number) =>
    polygon([
      [x - 70, 290],
      [x + 70, 290],
      [x + 84 + lean, bottom],
      [x - 84 + lean, bottom],
    ]);
  const stripes = (bottom: number) =>
    [70, 130, 190]
      .map((up, index) => box(240, bottom - up, 720, index === 1 ? 34 : 18, b.accent.base))
      .join('');
  const fringe = (x: number, bottom: number) =>
    line(
      steps(x - 78, x + 78, 13)
        .map((at) => `M${round(at)} ${bottom}l${round((at - x) * 0.06)} 64`)
        .join(''),
      b.main.base,
      8,
    );
  const drape = curve(
    '476,300 500,250 560,214 640,214 700,250 724,300! 690,420 600,350 510,420 476,300',
    true,
  );
  return (
    onWall(b, tail(520, -30, 1060) + tail(690, 30, 1150)) +
    fringe(490, 1060) +
    fringe(720, 1150) +
    solid(
      b,
      tail(690, 30, 1150),
      { ...b.main, base: b.main.shade },
      `<g opacity=".85">${stripes(1150)}</g>`,
      24,
    ) +
    solid(
      b,
      tail(520, -30, 1060),
      b.main,
      stripes(1060) + fill(polygon('520,300 548,300 510,1060'), b.main.shade),
      24,
    ) +
    solid(b, drape, b.main, line('M520 300Q600 230 690 300M500 350Q600 270 710 360', b.main.shade, 7), 20)
  );
}

const round = (value: number) => Math.round(value);

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

export function thread(b: Brush): string {
  const wools = [b.main, tones('Brick'), tones('Ochre'), tones('Indigo'), tones('Oat')];
  const spots = pointsOf('330,1090 600,1070 860,1096 450,1210 740,1216');
  const spools = spots.map(([cx, base], index) => {
    const wool = wools[index] ?? b.main;
    const winding = steps(base - 214, base - 40, 9)
      .map((y) => `M${cx - 90} ${Math.round(y)}q90 30 180 0`)
      .join('');
    return (
      standing(b, cx, base, 84) +
      turned(
        b,
        cx,
        [
          [base - 24, 92],
          [base, 92],
        ],
        b.accent,
      ) +
      turned(
        b,
        cx,
        [
          [base - 236, 70],
          [base - 220, 84],
          [base - 130, 90],
          [base - 40, 84],
          [base - 20, 72],
        ],
        wool,
        { on: line(winding, wool.shade, 5) },
      ) +
      turned(
        b,
        cx,
        [
          [base - 262, 92],
          [base - 236, 92],
        ],
        b.accent,
        { opening: b.accent, lip: 66 },
      )
    );
  });
  const needle =
    line('M560 1330L930 1292', tones('Steel').shade, 9) +
    line('M900 1295L920 1293', b.paper.table, 4) +
    line('M910 1294C1000 1270 1010 1200 900 1170', b.main.base, 6);
  return spools.slice(0, 3).join('') + spools.slice(3).join('') + needle;
}
