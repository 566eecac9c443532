import { tones } from './colours.ts';
import { weave } from './cloth.ts';
import {
  type Brush,
  box,
  curve,
  fill,
  line,
  mirrored,
  onWall,
  pointsOf,
  polygon,
  ring,
  roundedBox,
  solid,
  steps,
} from './shapes.ts';

const wood = tones('Beech');
const steel = tones('Steel');
const button = tones('Ecru');

/** The left half of a garment on a hanger, mirrored: shoulder, sleeve, armpit, hem. */
const tops: Record<string, string> = {
  shirt: `528,408! 400,452 330,500! 256,740 194,1070! 284,1096! 352,830 384,710! 386,900 376,1180!
      480,1200 600,1196`,
  tee: '512,416! 400,452 316,500! 222,690! 330,756! 380,680! 382,900 374,1160! 480,1172 600,1172',
  jacket: `520,408! 390,452 316,504! 246,760 182,1090! 288,1118! 350,830 376,730! 370,900 356,1170!
      480,1184 600,1180`,
};

const hanger = () =>
  line('M600 388V300C600 270 640 270 640 244C640 220 604 222 600 240', steel.deep, 10) +
  line('M600 396L380 480', wood.base, 26) +
  line('M600 396L820 480', wood.shade, 26);

export function shirt(b: Brush): string {
  const shape = b.spec.shape ?? 'shirt';
  const half = tops[shape === 'band' ? 'shirt' : shape] ?? '';
  const outline = mirrored(600, half);
  const hung = onWall(b, outline) + hanger();
  if (shape === 'tee') return hung + solid(b, outline, b.main, folds(b), 26) + neckRib(b);
  const pockets =
    shape === 'jacket'
      ? [
          [420, 620, 130, 150],
          [410, 900, 170, 200],
          [620, 900, 170, 200],
        ]
      : [[650, 640, 118, 136]];
  const drawn = pockets.map(
    ([x = 0, y = 0, w = 0, h = 0]) =>
      fill(pocket(x, y, w, h), b.main.shade) +
      fill(pocket(x - 4, y - 5, w, h), b.main.base) +
      line(`M${x - 2} ${y + 20}h${w - 4}`, b.main.shade, 4),
  );
  const buttons = steps(520, shape === 'jacket' ? 1040 : 1090, shape === 'jacket' ? 5 : 6).map(
    (y) =>
      fill(ring(600, y, 10), shape === 'jacket' ? b.main.deep : button.base) +
      fill(ring(602, y + 2, 3), b.main.deep),
  );
  const placket = box(572, 430, 56, 780, b.main.base) + line('M574 440V1200M626 440V1200', b.main.shade, 4);
  return (
    hung +
    solid(b, outline, b.main, folds(b) + drawn.join('') + placket, 26) +
    collar(b, shape) +
    buttons.join('') +
    cuffs(b, shape)
  );
}

const folds = (b: Brush) =>
  `<g fill="${b.main.shade}" fill-opacity=".55">${[polygon('386,700 470,860 440,1200 400,1200'), polygon('814,700 770,820 790,1200 820,1200'), polygon('306,560 330,700 280,900')].map((d) => `<path d="${d}"/>`).join('')}</g>`;

const pocket = (x: number, y: number, w: number, h: number) =>
  polygon([
    [x, y],
    [x + w, y],
    [x + w, y + h * 0.82],
    [x + w * 0.86, y + h],
    [x + w * 0.14, y + h],
    [x, y + h * 0.82],
  ]);

function collar(b: Brush, shape: string): string {
  const well = fill(curve('530,406! 600,388 670,406! 630,470 600,480 570,470', true), b.main.deep);
  if (shape === 'band') {
    return (
      well +
      line(curve('532,406 552,456 600,486 648,456 668,406'), b.main.light, 24) +
      line('M560 470L600 500', b.main.shade, 4)
    );
  }
  const wing = (side: number) =>
    fill(
      polygon([
        [600 + side * 72, 398],
        [600, 480],
        [600 + side * 60, 552],
        [600 + side * 118, 440],
      ]),
      side < 0 ? b.main.light : b.main.base,
    );
  return well + wing(-1) + wing(1) + line('M482 440L540 552L600 480L660 552L718 440', b.main.shade, 5);
}

const cuffs = (b: Brush, shape: string) =>
  line(
    shape === 'jacket' ? 'M194 1044L300 1072M900 1072L1006 1044' : 'M206 1020L298 1046M902 1046L994 1020',
    b.main.shade,
    5,
  );

const neckRib = (b: Brush) =>
  fill(curve('512,414! 600,398 688,414! 640,480 600,490 560,480', true), b.main.deep) +
  line(curve('514,416 552,474 600,494 648,474 686,416'), b.main.light, 24) +
  line('M232 676L338 740M862 740L968 676', b.main.shade, 5);

export function jumper(b: Brush): string {
  const outline = mirrored(
    600,
    `520,420! 400,456 310,512! 238,780 186,1090! 288,1118! 352,840 376,750! 374,900 372,1160!
      480,1176 600,1174`,
  );
  const ribs = (x: number, y: number, w: number, h: number) =>
    steps(x, x + w, Math.round(w / 16))
      .map((at) => `M${at} ${y}v${h}`)
      .join('');
  const hem =
    box(340, 1078, 520, 120, b.main.base) +
    line(ribs(376, 1082, 448, 110), b.main.shade, 5) +
    line('M360 1078H840', b.main.shade, 6);
  const body =
    b.spec.pattern === 'rib'
      ? line(ribs(220, 400, 760, 680), b.main.shade, 4, ' stroke-opacity=".7"')
      : yoke(b);
  const wrist = line('M200 1016L308 1046M892 1046L1000 1016', b.main.shade, 6);
  return (
    onWall(b, outline) +
    hanger() +
    solid(b, outline, b.main, folds(b) + body + hem + wrist, 26) +
    fill(curve('516,420! 600,396 684,420! 640,476 600,484 560,476', true), b.main.deep) +
    line(curve('518,420 556,474 600,490 644,474 682,420'), b.main.light, 34) +
    line(
      steps(-72, 72, 10)
        .map((dx) => `M${600 + dx} ${488 - Math.abs(dx) ** 1.6 / 16}l${dx * 0.1} 14`)
        .join(''),
      b.main.shade,
      4,
    )
  );
}

/** A band of small stitches across the chest. */
function yoke(b: Brush): string {
  const rows = [640, 668, 696, 724, 752].map((y, row) =>
    steps(230, 970, 38)
      .filter((_, at) => (at + row) % 2 === 0 || row === 2)
      .map((x) => `M${x - 7} ${y}l7 10l7-10`)
      .join(''),
  );
  return (
    box(200, 612, 800, 8, b.accent.base) +
    line(rows.join(''), b.accent.base, 7) +
    box(200, 780, 800, 8, b.accent.base)
  );
}

export function trousers(b: Brush): string {
  const outline = polygon(
    '432,400 768,400 792,760 770,1240 630,1244 606,760 594,760 570,1244 430,1240 408,760',
  );
  const clips = [470, 730].map((x) => box(x - 18, 366, 36, 62, steel.deep, 6)).join('');
  const seams =
    line(
      'M600 460V700C600 740 560 720 540 690M430 446H770M470 446L436 560M730 446L764 560',
      b.main.shade,
      5,
    ) + line('M450 740h116M634 740h116M452 940h112M636 940h112', b.main.shade, 5);
  const loops = [470, 600, 730].map((x) => box(x - 9, 398, 18, 56, b.main.shade, 3)).join('');
  const crease = `<g opacity=".6">${fill(polygon('500,460 520,460 506,1240'), b.main.shade)}${fill(polygon('700,460 716,460 706,1240'), b.main.shade)}</g>`;
  return (
    onWall(b, outline) +
    line('M600 380V300C600 270 640 270 640 244C640 220 604 222 600 240', steel.deep, 10) +
    line('M430 380H770', steel.deep, 12) +
    solid(b, outline, b.main, crease + seams + loops, 24) +
    box(430, 1214, 140, 6, b.main.shade) +
    box(630, 1214, 140, 6, b.main.shade) +
    fill(ring(600, 424, 11), tones('Brass').base) +
    clips
  );
}

export function apron(b: Brush): string {
  const outline = mirrored(600, '478,470! 470,600 420,690 352,740! 344,960 350,1220! 480,1236 600,1234');
  const strap = 'M490 480C490 330 560 262 600 250C640 262 710 330 710 480';
  const pockets =
    fill(roundedBox(420, 860, 360, 200, 14), b.main.shade) +
    fill(roundedBox(416, 854, 360, 200, 14), b.main.base) +
    line('M420 884H772M596 860V1050', b.main.shade, 5) +
    line('M640 600h96v120h-96z', b.main.shade, 5);
  const eyelets = pointsOf('492,492 708,492 372,756 828,756').map(
    ([x, y]) => fill(ring(x, y, 20), tones('Leather').base) + fill(ring(x, y, 10), tones('Brass').light),
  );
  return (
    onWall(b, outline) +
    line(strap, b.paper.wallShadow, 18, ' transform="translate(26 24)"') +
    line(strap, b.accent.base, 22) +
    line('M366 760C290 800 300 900 270 1010M834 760C910 800 900 900 930 1010', b.accent.base, 20) +
    solid(b, outline, b.main, folds(b) + pockets + weave(b, [340, 460, 520, 800]), 26) +
    line(curve('478,474 600,480 722,474'), b.main.shade, 6) +
    eyelets.join('')
  );
}
