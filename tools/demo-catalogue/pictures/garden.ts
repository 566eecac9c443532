import { tones } from './colours.ts';
import {
  type Brush,
  bar,
  box,
  curve,
  fill,
  flip,
  line,
  moved,
  onWall,
  oval,
  polygon,
  ring,
  solid,
  standing,
  steps,
  pointsOf,
} from './shapes.ts';
import { glaze, hoop, turned } from './turned.ts';

const leafGreen = tones('Moss');
const sageGreen = tones('Sage');
const leather = tones('Leather');
const steel = tones('Steel');

export function wateringCan(b: Brush): string {
  return b.spec.shape === 'small' ? indoorCan(b) : longReachCan(b);
}

function longReachCan(b: Brush): string {
  const cx = 700;
  const profile = pointsOf('790,236! 1170,250 1198,244');
  const spout = polygon('470,1060 470,1130 206,700 236,676');
  const rose = polygon('252,716 190,646 110,670 214,776');
  return (
    standing(b, cx, 1198, 246) +
    bar(
      `M${cx - 200} 800C${cx - 160} 480 ${cx + 330} 470 ${cx + 330} 800C${cx + 330} 960 ${cx + 300} 1060 ${cx + 236} 1090`,
      b.main,
      34,
    ) +
    line(`M${cx - 200} 836L308 836`, b.main.shade, 16) +
    solid(b, spout, b.main, '', 12) +
    solid(b, rose, b.accent, '', 10) +
    line('M110 672L214 776', b.accent.light, 14) +
    turned(b, cx, profile, b.main, {
      opening: b.main,
      lip: 12,
      gloss: true,
      on: hoop(cx, profile, 850, b.main.shade, 9) + hoop(cx, profile, 1140, b.main.shade, 9),
    }) +
    fill(
      `M${cx - 236} 790A236 35 0 0 1 ${cx + 40} 756L${cx + 40} 826A236 35 0 0 1 ${cx - 236} 790Z`,
      b.main.base,
    )
  );
}

function indoorCan(b: Brush): string {
  const cx = 640;
  const profile = pointsOf('860,150 900,190 1000,232 1150,244 1198,232');
  return (
    standing(b, cx, 1198, 236) +
    bar(`M${cx + 120} 880C${cx + 340} 720 ${cx + 420} 960 ${cx + 230} 1120`, b.main, 30) +
    line(`M${cx - 190} 1120C${cx - 330} 1100 ${cx - 300} 700 ${cx - 430} 640`, b.main.shade, 34) +
    line(`M${cx - 194} 1116C${cx - 334} 1096 ${cx - 304} 700 ${cx - 432} 640`, b.main.base, 22) +
    oval(cx - 436, 638, 24, 14, b.accent.base) +
    turned(b, cx, profile, b.main, { opening: b.main, lip: 12, gloss: true })
  );
}

export function trowel(b: Brush): string {
  const fork = b.spec.shape === 'fork';
  const blade = curve(
    fork
      ? `570,770 500,800 494,900! 494,1120 512,1196 530,1120 534,900! 582,900! 582,1126 600,1202 618,1126 618,900!
        666,900! 670,1120 688,1196 706,1120 706,900! 700,800 630,770`
      : `540,800 500,830 484,900 490,1060 540,1150 600,1200 660,1150 710,1060 716,900 700,830 660,800
        600,786`,
    true,
  );
  const neck = 'M600 660V740C600 780 600 780 600 820';
  const grip = curve(
    '566,380 552,420 556,520 570,640 570,672! 630,672! 630,640 644,520 648,420 634,380 600,366',
    true,
  );
  const marks = fork
    ? ''
    : line('M600 830V1130', b.accent.shade, 7) +
      line([900, 950, 1000, 1050].map((y) => `M520 ${y}h34`).join(''), b.accent.deep, 5);
  return (
    onWall(b, blade + grip) +
    line(neck, b.paper.wallShadow, 34, ' transform="translate(34 28)"') +
    line('M600 392C560 320 570 262 600 252C630 262 640 320 600 392', leather.base, 11) +
    bar(neck, b.accent, 36) +
    solid(b, blade, b.accent, marks, 26) +
    solid(b, grip, b.main, line('M584 420C580 500 584 580 588 660', b.main.shade, 5), 22) +
    box(566, 646, 68, 34, steel.deep, 5) +
    fill(ring(600, 404, 11), b.main.deep)
  );
}

export function secateurs(b: Brush): string {
  const left = '592,740! 540,690 480,540 462,370 482,262 520,244 540,300 532,420 560,580 624,700';
  const grip = (points: Parameters<typeof curve>[0]) => curve(points, true);
  const blade = curve('630,720 662,820 662,940 612,1060 590,1094! 560,980 550,860 570,730', true);
  const hook = curve('560,720 520,820 500,930 528,1030! 560,990 552,910 570,820 610,740', true);
  return (
    onWall(b, grip(left) + grip(flip(left)) + blade + hook) +
    line('M552 560q48-24 96 0q-48 22-96 44q48 22 96 36', steel.deep, 9) +
    solid(b, hook, { ...steel, base: steel.shade }, '', 14) +
    solid(b, grip(flip(left)), b.main, '', 18) +
    solid(b, blade, steel, line(curve('640,760 640,920 594,1060'), steel.light, 10), 14) +
    solid(b, grip(left), b.main, '', 18) +
    fill(ring(598, 726, 40), steel.deep) +
    fill(ring(594, 722, 26), steel.light) +
    line('M522 300Q600 230 678 300', leather.base, 9)
  );
}

export function twine(b: Brush): string {
  const profile = pointsOf('760,200 800,226 960,244 1120,226 1160,200');
  const turns = steps(784, 1136, 17)
    .map(
      (y, index) =>
        `M330 ${Math.round(y + (index % 2) * 10)}Q600 ${Math.round(y + 76)} 870 ${Math.round(y - (index % 3) * 14)}`,
    )
    .join('');
  const cross = steps(0, 6, 7)
    .map((index) => `M${380 + index * 70} 780Q${440 + index * 60} 980 ${360 + index * 90} 1180`)
    .join('');
  return (
    standing(b, 600, 1200, 236) +
    turned(b, 600, '1160,238 1166,244 1192,244 1200,238', b.accent) +
    turned(b, 600, profile, b.main, {
      on: line(turns, b.main.shade, 7) + line(cross, b.main.deep, 4, ' stroke-opacity=".5"'),
    }) +
    turned(b, 600, '716,238 722,244 748,244 760,238', b.accent, { opening: b.accent, lip: 196 }) +
    line(`M830 1050C930 1060 900 1210 980 1230S1080 1290 1010 1320`, b.main.base, 10)
  );
}

export function planter(b: Brush): string {
  const saucer = b.spec.shape === 'saucer';
  const profile = pointsOf(
    saucer ? '800,232 1000,220 1140,182 1170,164' : '750,190! 824,194! 824,172! 1000,156 1190,124 1198,120',
  );
  const top = profile[0]?.[0] ?? 0;
  const half = profile[0]?.[1] ?? 0;
  const earth = tones('Walnut');
  const rim = saucer ? '' : hoop(600, profile, 834, b.main.deep, 12);
  return (
    (saucer
      ? standing(b, 600, 1200, 214) +
        turned(b, 600, '1160,240 1190,214 1200,200', b.main, { opening: b.main, lip: 14 })
      : standing(b, 600, 1198, 126)) +
    turned(b, 600, profile, b.main, {
      opening: earth,
      lip: 18,
      gloss: saucer,
      on: rim + glaze(b, 600, profile, tones('Walnut')),
    }) +
    (saucer ? bush(b, 600, top, half) : rosemary(600, top))
  );
}

/** Broad leaves on arching stems. */
function bush(b: Brush, x: number, y: number, half: number): string {
  const stems = [-62, -34, -10, 16, 40, 66].map((angle, index) => {
    const length = 330 + b.random() * 90;
    const leaf = curve(
      [
        [0, -length * 0.4],
        [0, -length * 0.4],
        [62, -length * 0.66],
        [40, -length * 0.9],
        [0, -length * 1.1],
        [0, -length * 1.1],
        [-40, -length * 0.9],
        [-62, -length * 0.66],
      ],
      true,
    );
    const tone = index % 2 ? leafGreen : sageGreen;
    return moved(
      `translate(${x + (angle / 66) * half * 0.3} ${y}) rotate(${angle})`,
      line(`M0 0V${-length}`, leafGreen.shade, 9),
      solid(b, leaf, tone, line(`M0 ${-length * 0.42}V${-length}`, tone.shade, 5), 16),
    );
  });
  return [stems[0], stems[5], stems[1], stems[4], stems[2], stems[3]].join('');
}

/** Upright stems with needles. */
function rosemary(x: number, y: number): string {
  return [-26, -9, 8, 25]
    .map((angle, index) => {
      const length = 330 + ((index * 53) % 3) * 50;
      const needles = steps(60, length, 15)
        .map(
          (up) =>
            `M0 ${-Math.round(up)}l-${Math.round(34 - up / 22)}-34M0 ${-Math.round(up)}l${Math.round(34 - up / 22)}-34`,
        )
        .join('');
      return moved(
        `translate(${x + angle * 2.6} ${y}) rotate(${angle})`,
        line(`M0 6V${-length}`, tones('Walnut').base, 8),
        line(needles, index % 2 ? leafGreen.base : sageGreen.shade, 11),
      );
    })
    .join('');
}
