import { type Tones, tones } from './colours.ts';
import {
  type Brush,
  box,
  curve,
  fill,
  line,
  moved,
  onWall,
  oval,
  polygon,
  roundedBox,
  solid,
  steps,
  pointsOf,
  type Point,
} from './shapes.ts';

const wood = tones('Ash');

/** Woven patterns over an area: stripes, a windowpane check or ribs. */
export function weave(
  b: Brush,
  [x, y, w, h]: readonly [number, number, number, number],
  colour: Tones = b.accent,
): string {
  if (b.spec.pattern === 'stripe')
    return steps(x + 30, x + w - 30, Math.round(w / 74))
      .map((at) => box(at - 8, y, 16, h, colour.base))
      .join('');
  if (b.spec.pattern === 'check') {
    const across = steps(y, y + h, Math.round(h / 90)).map((at) => box(x, at - 4, w, 8, colour.base));
    const down = steps(x, x + w, Math.round(w / 90)).map((at) => box(at - 4, y, 8, h, colour.base));
    return across.join('') + down.join('');
  }
  if (b.spec.pattern === 'rib')
    return steps(x, x + w, Math.round(w / 26))
      .map((at) => line(`M${at} ${y}v${h}`, b.main.shade, 5))
      .join('');
  return '';
}

export function towel(b: Brush): string {
  const fringed = b.spec.shape === 'fringe';
  const bottom = fringed ? 1180 : 1100;
  const front = curve(
    `330,452! 324,760 334,${bottom}! 600,${bottom + 10} 866,${bottom}! 876,760 870,452! 600,444`,
    true,
  );
  const back = polygon(`346,452 854,452 860,${bottom - 120} 340,${bottom - 120}`);
  const folds = fill(
    polygon(`470,452 500,452 486,${bottom - 60}`) + polygon(`700,452 740,452 730,${bottom}`),
    b.main.shade,
  );
  const fringe = steps(342, 858, 28).map((x) =>
    line(`M${x} ${bottom}v${46 + b.random() * 12}`, b.main.base, 9),
  );
  const bar = roundedBox(240, 430, 720, 40, 20);
  return (
    line('M312 290V462M932 290V462', b.paper.wallShadow, 8) +
    line('M290 256V452M910 256V452', tones('Leather').base, 9) +
    onWall(b, bar, 24, 22) +
    onWall(b, back + front) +
    fill(bar, wood.base) +
    box(244, 452, 712, 12, wood.shade, 6) +
    fill(back, b.main.shade) +
    (fringed ? fringe.join('') : '') +
    solid(b, front, b.main, `<g opacity=".5">${folds}</g>` + towelPattern(b, 330, 870, 452, bottom), 26) +
    box(334, bottom - 28, 532, 6, b.main.shade)
  );
}

function towelPattern(b: Brush, left: number, right: number, top: number, bottom: number): string {
  const area = [left - 10, top - 10, right - left + 20, bottom - top + 30] as const;
  if (b.spec.shape === 'waffle') {
    const grid =
      steps(left, right, 19)
        .map((x) => `M${x} ${top}V${bottom}`)
        .join('') +
      steps(top, bottom, 22)
        .map((y) => `M${left} ${y}H${right}`)
        .join('');
    return line(grid, b.main.shade, 5);
  }
  if (b.spec.shape === 'fringe') {
    return steps(top + 60, bottom - 40, 9)
      .map((y, index) => box(area[0], y, area[2], index % 3 === 1 ? 44 : 14, b.accent.base))
      .join('');
  }
  return (
    [left + 46, left + 84, right - 98, right - 60]
      .map((x, index) => box(x, area[1], index % 3 === 0 ? 24 : 12, area[3], b.accent.base))
      .join('') + box(area[0], bottom - 130, area[2], 22, b.accent.base)
  );
}

/** Layers of a folded cloth, the fold to the left. */
function folded(
  b: Brush,
  area: readonly [x: number, bottom: number, w: number],
  thick: number,
  layers: number,
  on = '',
  colour = b.main,
): string {
  const [x, bottom, w] = area;
  const sheets = Array.from({ length: layers }, (_, index) => {
    const y = bottom - thick * (index + 1);
    const [left, right] = [x + b.random() * 10, x + w - b.random() * 16];
    const round = thick * 0.46;
    const outline = `M${left + round} ${y}H${right - 16}q16 0 16 16v${thick - 32}q0 16-16 16H${left + round}a${round} ${thick / 2} 0 0 1 0-${thick}Z`;
    const gap =
      line(`M${left + round} ${y + thick * 0.52}H${right - 22}`, colour.shade, 5) +
      line(`M${left + round} ${y + thick - 3}H${right - 12}`, colour.deep, 6);
    return solid(b, outline, colour, on + gap, 12);
  });
  return sheets.join('');
}

export function blanket(b: Brush): string {
  const [x, bottom, w, thick] = [240, 1206, 720, 118];
  const checked = b.spec.pattern === 'check';
  const fringe = (y: number) =>
    steps(y + 14, y + thick - 16, 8)
      .map((at) => line(`M${x + w - 24} ${at}h${48 + b.random() * 16}`, b.main.shade, 8))
      .join('');
  return (
    oval(660, bottom + 8, 430, 36, b.paper.tableShadow) +
    box(x + 30, bottom - 10, w - 40, 24, b.paper.contact, 10) +
    [1, 2, 3, 4].map((layer) => fringe(bottom - layer * thick)).join('') +
    folded(b, [x, bottom, w], thick, 4, checked ? weave(b, [x, bottom - 4 * thick, w, 4 * thick]) : '') +
    box(690, bottom - 4 * thick + 190, 120, 76, tones('Chalk').base, 4) +
    line(`M714 ${bottom - 4 * thick + 216}h72M724 ${bottom - 4 * thick + 240}h52`, b.main.deep, 6)
  );
}

export function cushion(b: Brush): string {
  const long = b.spec.shape === 'long';
  const [w, h] = long ? [420, 270] : [340, 340];
  const [cx, cy] = [600, 1200 - h];
  const sized = (points: string) => pointsOf(points).map(([x, y]): Point => [cx + x * w, cy + y * h]);
  const outline = curve(
    sized(
      `-1,-1! -0.5,-0.9 0,-0.87 0.5,-0.9 1,-1! 0.93,-0.4 0.92,0.1 0.95,0.5 1,1! 0.5,0.96 0,0.97 -0.5,0.96
        -1,1! -0.95,0.5 -0.92,0.1 -0.93,-0.4`,
    ),
    true,
  );
  const creases = [
    '-0.9,-0.9 -0.72,-0.66 -0.66,-0.42',
    '0.9,-0.9 0.74,-0.62 0.7,-0.36',
    '-0.9,0.88 -0.7,0.7 -0.62,0.5',
    '0.9,0.9 0.68,0.74 0.6,0.56',
  ].map((points) => line(curve(sized(points)), b.main.shade, 8));
  return (
    onWall(b, outline, 46, 6) +
    oval(660, 1206, w * 1.06, 30, b.paper.tableShadow) +
    box(cx - w * 0.9, 1184, w * 1.8, 26, b.paper.contact, 13) +
    solid(b, outline, b.main, weave(b, [cx - w, cy - h, 2 * w, 2 * h]) + creases.join(''), 44) +
    line(outline, b.main.shade, 7)
  );
}

export function linen(b: Brush): string {
  return b.spec.shape === 'pillow' ? pillows(b) : duvetSet(b);
}

function pillows(b: Brush): string {
  const one = (y: number) => {
    const outline = curve(
      `186,46! 214,-50 360,-112 600,-128 840,-116 996,-76! 1008,0 998,78! 820,106 600,112 380,106 230,84`,
      true,
    );
    const hem = box(872, -160, 10, 320, b.accent.base) + box(892, -160, 4, 320, b.main.shade);
    const creases = 'M214 30Q300 10 340-40M226 56Q330 50 390 20M240 70Q420 84 520 70M640-112Q720-96 800-104';
    return moved(`translate(0 ${y})`, solid(b, outline, b.main, hem + line(creases, b.main.shade, 7), 30));
  };
  return (
    oval(660, 1212, 440, 36, b.paper.tableShadow) +
    box(250, 1186, 720, 28, b.paper.contact, 14) +
    one(1092) +
    moved('rotate(-2 600 900)', one(900))
  );
}

function duvetSet(b: Brush): string {
  const [x, w] = [260, 680];
  const light = { ...b.main, base: b.main.light };
  const ribbon = tones('Slate');
  return (
    oval(650, 1216, 410, 34, b.paper.tableShadow) +
    box(x + 20, 1200, w - 30, 24, b.paper.contact, 10) +
    folded(b, [x, 1212, w], 96, 4) +
    folded(b, [x + 24, 828, w - 50], 66, 2, '', light) +
    box(536, 696, 92, 516, ribbon.base) +
    box(600, 696, 28, 516, ribbon.shade) +
    fill(curve('582,704 500,626 430,660 500,714', true), ribbon.base) +
    fill(curve('582,704 664,626 734,660 664,714', true), ribbon.base) +
    oval(582, 702, 26, 22, ribbon.shade)
  );
}
