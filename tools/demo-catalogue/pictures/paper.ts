import { tones } from './colours.ts';
import { label, mark, panel, sprig } from './labels.ts';
import {
  type Brush,
  box,
  curve,
  fill,
  inside,
  line,
  moved,
  onWall,
  oval,
  polygon,
  ring,
  roundedBox,
  solid,
  standing,
  steps,
  turnedBy,
  pointsOf,
} from './shapes.ts';
import { band, hoop, turned } from './turned.ts';

const sheet = tones('Chalk');
const brass = tones('Brass');
const oak = tones('Oak');

export function notebook(b: Brush): string {
  return b.spec.shape === 'pocket' ? pocketBooks(b) : clothBook(b);
}

function clothBook(b: Brush): string {
  const cover = roundedBox(330, 410, 510, 730, 16);
  const pages = polygon('836,424 872,436 872,1124 836,1136');
  return (
    oval(690, 1146, 340, 24, b.paper.tableShadow) +
    onWall(b, cover, 66, 0) +
    line('M470 1130V1186L484 1174L498 1186V1130', tones('Brick').shade, 3) +
    fill(polygon('468,1130 498,1130 498,1196 483,1180 468,1196'), tones('Ochre').base) +
    fill(pages, sheet.base) +
    line('M846 440V1122M856 442V1120M865 444V1118', sheet.shade, 3) +
    fill(polygon('838,406 878,420 878,436 838,424'), b.main.shade) +
    fill(polygon('838,1142 878,1126 878,1112 838,1126'), b.main.shade) +
    solid(
      b,
      cover,
      b.main,
      box(320, 400, 74, 750, b.main.shade) +
        line('M396 410V1140', b.main.deep, 4) +
        line('M330 430V1140', b.main.light, 5),
      12,
    ) +
    box(768, 406, 22, 738, b.main.deep) +
    box(470, 560, 230, 130, sheet.base, 4) +
    panel(482, 572, 206, 106, b.main.base) +
    line('M520 616H650M540 644H630', b.main.deep, 6)
  );
}

function pocketBooks(b: Brush): string {
  const cover = roundedBox(-190, -600, 380, 600, 26);
  const one = (x: number, y: number, turn: number, shade: typeof b.main) =>
    moved(
      `translate(${x} ${y}) rotate(${turn})`,
      onWall(b, cover, 20, 16),
      moved('translate(8 6)', fill(cover, sheet.shade)),
      solid(
        b,
        cover,
        shade,
        line('M-176-590V-10', shade.shade, 5) + line('M-190-430V-390M-190-200V-160', tones('Steel').deep, 9),
        12,
      ),
    );
  const band = box(-190, -330, 380, 110, sheet.base) + line('M-110-286H110M-70-260H70', b.main.deep, 6);
  return (
    oval(660, 1176, 380, 30, b.paper.tableShadow) +
    one(760, 1150, 9, { ...b.main, base: b.main.shade }) +
    one(650, 1160, 2, { ...b.main, base: b.main.light }) +
    one(510, 1176, -5, b.main) +
    moved('translate(510 1176) rotate(-5)', band)
  );
}

export function cards(b: Brush): string {
  const envelope = polygon('470,560 960,530 990,900 500,930');
  const card = polygon('270,590 660,590 660,1190 270,1190');
  const back = polygon('660,590 720,570 730,1150 660,1190');
  return (
    oval(640, 1194, 420, 36, b.paper.tableShadow) +
    moved(
      'translate(20 230)',
      onWall(b, envelope, 40, -6),
      solid(b, envelope, b.main, line('M470 560L736 790L960 530', b.main.shade, 7), 14),
    ) +
    fill(back, sheet.shade) +
    solid(b, card, sheet, '', 12) +
    moved('translate(465 880) scale(3.4)', sprig(b.main.base)) +
    line('M400 1120H530', b.main.base, 6)
  );
}

export function pen(b: Brush): string {
  const barrel = polygon('576,470 624,470 630,980 618,1080 606,1150 594,1150 582,1080 570,980');
  const body =
    line('M588 480L584 980', b.main.light, 8) +
    box(600, 460, 9, 700, b.main.shade) +
    box(560, 960, 90, 8, b.main.deep) +
    box(560, 560, 90, 8, b.main.deep);
  const clip = solid(b, roundedBox(606, 490, 20, 250, 9), { ...brass, base: brass.light }, '', 6);
  const stand = pointsOf('1090,196! 1180,200 1196,194');
  const upright = turnedBy(
    13,
    590,
    1120,
    solid(b, barrel, b.main, body, 10),
    box(580, 436, 40, 40, b.main.shade, 10),
    clip,
  );
  return (
    turnedBy(13, 590, 1120, onWall(b, barrel, 70, 24)) +
    standing(b, 590, 1196, 200) +
    turned(b, 590, stand, oak, { on: hoop(590, stand, 1130, oak.shade, 5) }) +
    oval(590, 1090, 36, 9, oak.deep) +
    inside(b, 'M0 0H1200V1090H622A32 7 0 0 1 558 1090H0Z', upright)
  );
}

export function pencils(b: Brush): string {
  const wood = tones('Ash');
  const lead = tones('Charcoal').base;
  const ones = steps(348, 852, 10).map((x, index) => {
    const top = 470 + ((index * 37) % 5) * 16;
    const cone = polygon([
      [x - 24, top + 110],
      [x, top],
      [x + 24, top + 110],
    ]);
    return (
      box(x - 24, top + 106, 48, 500, b.main.base) +
      box(x - 24, top + 106, 15, 500, b.main.light) +
      box(x + 10, top + 106, 14, 500, b.main.shade) +
      fill(cone, wood.base) +
      fill(
        polygon([
          [x - 8, top + 36],
          [x, top],
          [x + 8, top + 36],
        ]),
        lead,
      ) +
      fill(`M${x - 24} ${top + 112}q8-26 16 0q8-30 16 0q8-26 16 0v6h-48Z`, b.main.base)
    );
  });
  const carton = polygon('310,840 890,840 890,1200 310,1200');
  const side = polygon('890,840 930,826 930,1176 890,1200');
  return (
    oval(680, 1204, 380, 34, b.paper.tableShadow) +
    onWall(b, polygon('320,520 880,520 880,1000 320,1000'), 60, -4) +
    fill(polygon('310,840 350,826 930,826 890,840'), b.accent.deep) +
    ones.join('') +
    fill(side, b.accent.deep) +
    solid(b, carton, b.accent, '', 14) +
    label(b, 600, 900, 320, 236, b.accent)
  );
}

export function packet(b: Brush): string {
  return b.spec.shape === 'flour' ? flourSack(b) : coffeeBag(b);
}

function coffeeBag(b: Brush): string {
  const front = polygon('350,560 770,560 790,1204 330,1204');
  const side = polygon('770,560 850,540 872,1164 790,1204');
  return (
    oval(690, 1206, 320, 40, b.paper.tableShadow) +
    onWall(b, front, 90, -10) +
    solid(
      b,
      side,
      { ...b.main, base: b.main.shade },
      fill(polygon('770,560 820,860 790,1204'), b.main.deep),
      6,
    ) +
    solid(
      b,
      front,
      b.main,
      line('M356 640Q560 660 766 640', b.main.shade, 5) +
        fill(polygon('390,1204 430,1040 440,1204'), b.main.shade),
      12,
    ) +
    fill(polygon('344,480 776,480 852,466 852,546 772,566 348,566'), b.main.shade) +
    fill(polygon('344,480 774,480 774,564 348,564'), b.main.base) +
    line('M350 522H770', b.main.deep, 5) +
    fill(polygon('348,498 348,546 310,546 310,498'), b.accent.base) +
    fill(polygon('776,500 880,486 880,520 776,546'), b.accent.base) +
    label(b, 560, 730, 290, 320, b.accent)
  );
}

function flourSack(b: Brush): string {
  const sack = curve(
    '330,560! 322,800 306,1100 330,1196! 600,1212 870,1196! 894,1100 878,800 870,560! 600,566',
    true,
  );
  const top = polygon('338,430 862,430 870,570 330,570');
  const stitches = steps(356, 844, 20)
    .map((x) => `M${Math.round(x)} 496v24`)
    .join('');
  return (
    oval(690, 1204, 360, 40, b.paper.tableShadow) +
    onWall(b, sack + top, 60, -6) +
    oval(608, 1200, 284, 22, b.paper.contact) +
    solid(
      b,
      sack,
      b.main,
      box(280, 700, 640, 330, sheet.base) +
        box(280, 700, 640, 12, b.accent.base) +
        box(280, 1018, 640, 12, b.accent.base) +
        fill(polygon('360,570 420,570 380,690'), b.main.shade) +
        fill(polygon('420,1210 470,1050 500,1210'), b.main.shade),
      34,
    ) +
    solid(b, top, b.main, '', 20) +
    box(334, 500, 532, 16, b.accent.base) +
    line(stitches, sheet.base, 6) +
    line('M862 508C920 520 920 600 900 640', b.accent.base, 8) +
    moved('translate(600 830) scale(2)', mark(b, b.accent.base)) +
    box(450, 950, 300, 14, b.accent.base, 6)
  );
}

export function carton(b: Brush): string {
  const front = polygon('360,620 780,620 780,1204 360,1204');
  const side = polygon('780,620 900,580 900,1146 780,1204');
  return (
    oval(700, 1206, 330, 42, b.paper.tableShadow) +
    onWall(b, front, 110, -20) +
    fill(polygon('360,620 490,582 900,580 780,620'), b.main.light) +
    fill(side, b.main.shade) +
    solid(b, front, b.main, box(340, 1090, 460, 60, b.accent.base), 10) +
    fill(polygon('780,1090 900,1040 900,1096 780,1150'), b.accent.shade) +
    label(b, 570, 710, 300, 300, b.accent) +
    line('M780 620V1204', b.main.shade, 4)
  );
}

export function tin(b: Brush): string {
  if (b.spec.shape === 'flat') return deskTin(b);
  const profile = pointsOf('700,230! 1180,230 1198,222');
  const lid = pointsOf('620,226 626,236 716,236');
  return (
    standing(b, 600, 1198, 226) +
    turned(b, 600, profile, b.main, { gloss: true, on: band(600, profile, 1120, 1150, b.accent.base) }) +
    turned(b, 600, lid, b.main, {
      gloss: true,
      on: band(600, lid, 700, 716, b.main.shade),
    }) +
    line(ring(600, 620, 196, 29), b.main.base, 6) +
    label(b, 600, 850, 300, 220, b.main)
  );
}

function deskTin(b: Brush): string {
  const front = roundedBox(230, 900, 640, 300, 18);
  const side = polygon('866,916 966,872 966,1140 866,1190');
  return (
    oval(680, 1204, 430, 38, b.paper.tableShadow) +
    fill(polygon('240,904 350,856 966,856 866,906'), b.main.light) +
    fill(side, b.main.shade) +
    solid(b, front, b.main, box(220, 972, 660, 8, b.main.shade) + line('M260 930H700', b.main.light, 8), 14) +
    line('M866 980L966 936', b.main.deep, 6) +
    box(512, 956, 80, 44, brass.base, 8) +
    moved('translate(552 1096) scale(1.2)', mark(b, b.main.light))
  );
}
