import { tones } from './colours.ts';
import { crock } from './cookware.ts';
import {
  type Brush,
  type Point,
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
  steps,
  turnedBy,
} from './shapes.ts';

const steel = tones('Steel');
const brass = tones('Brass');
const oak = tones('Oak');

type Blade = {
  outline: string;
  edge: string;
  handle: [top: number, bottom: number, half: number];
  scale: number;
};

const blades: Record<string, Blade> = {
  chef: {
    outline: curve(
      [
        [556, 820],
        [556, 820],
        [556, 330],
        [556, 330],
        [566, 236],
        [566, 236],
        [620, 320],
        [668, 520],
        [676, 790],
        [676, 820],
        [676, 820],
      ],
      true,
    ),
    edge: curve([
      [566, 240],
      [608, 330],
      [648, 520],
      [654, 800],
    ]),
    handle: [820, 1130, 44],
    scale: 1,
  },
  bread: {
    outline: `M560 800V260Q562 214 600 214Q652 236 652 300${steps(0, 9, 10)
      .map(() => 'q16 24 0 50')
      .join('')}L640 800Z`,
    edge: 'M626 290V790',
    handle: [800, 1120, 42],
    scale: 1,
  },
  paring: {
    outline: curve(
      [
        [566, 820],
        [566, 820],
        [566, 560],
        [566, 560],
        [580, 470],
        [580, 470],
        [618, 560],
        [634, 700],
        [634, 820],
        [634, 820],
      ],
      true,
    ),
    edge: curve([
      [582, 484],
      [606, 570],
      [616, 700],
      [616, 812],
    ]),
    handle: [820, 1090, 36],
    scale: 1.18,
  },
};

export function knife(b: Brush): string {
  const blade = blades[b.spec.shape ?? 'chef'] ?? blades['chef']!;
  const [top, bottom, half] = blade.handle;
  const grip = curve(
    [
      [600 - half + 10, top],
      [600 - half + 10, top],
      [600 - half, top + 70],
      [600 - half + 8, bottom - 120],
      [600 - half - 6, bottom - 20],
      [600, bottom + 14],
      [600 + half + 6, bottom - 20],
      [600 + half, bottom - 120],
      [600 + half + 4, top + 60],
      [600 + half - 4, top],
      [600 + half - 4, top],
    ],
    true,
  );
  const strip = roundedBox(190, 560, 820, 104, 14);
  const pins = [0.22, 0.5, 0.78].map((share) =>
    fill(ring(600, top + (bottom - top) * share, 10), brass.base),
  );
  const body = onWall(b, blade.outline, 30, 30) + onWall(b, grip, 30, 30);
  const zoom = `translate(600 700) scale(${blade.scale}) translate(-600 -700)`;
  return (
    onWall(b, strip, 14, 18) +
    moved(zoom, body) +
    solid(b, strip, oak, line('M220 590H980M260 624H940', oak.shade, 4), 8) +
    moved(
      zoom,
      fill(blade.outline, steel.light),
      inside(b, blade.outline, box(500, 200, 84, 700, steel.base)),
      line(blade.edge, steel.shade, 4),
      box(
        600 - half + 2,
        top - 22,
        2 * half - 4,
        40,
        b.spec.shape === 'paring' ? steel.deep : brass.shade,
        6,
      ),
      solid(b, grip, b.main, pins.join(''), 20),
    )
  );
}

export function board(b: Brush): string {
  return b.spec.shape === 'round' ? roundBoard(b) : paddleBoard(b);
}

function paddleBoard(b: Brush): string {
  const outline = curve(
    [
      [545, 250],
      [545, 250],
      [540, 400],
      [520, 440],
      [420, 470],
      [396, 520],
      [396, 1090],
      [412, 1140],
      [440, 1150],
      [440, 1150],
      [760, 1150],
      [760, 1150],
      [788, 1140],
      [804, 1090],
      [804, 520],
      [780, 470],
      [680, 440],
      [660, 400],
      [655, 250],
      [655, 250],
      [600, 214],
    ],
    true,
  );
  const grain = [430, 486, 548, 640, 706, 770].map((x, index) => {
    const sway = 10 + b.random() * 16;
    return line(
      curve([
        [x, 470],
        [x + sway, 640],
        [x - sway * 0.6, 860],
        [x + sway * 0.4, 1150],
      ]),
      b.main.shade,
      index % 2 ? 5 : 8,
    );
  });
  const knot = line(ring(668, 880, 16, 40), b.main.shade, 6) + line(ring(668, 880, 34, 74), b.main.shade, 5);
  return (
    oval(660, 1156, 250, 22, b.paper.tableShadow) +
    onWall(b, outline, 44, 10) +
    moved('translate(12 0)', fill(outline, b.main.deep)) +
    solid(b, outline, b.main, grain.join('') + knot, 16) +
    line(roundedBox(436, 560, 328, 540, 60), b.main.deep, 9) +
    fill(ring(600, 296, 24), b.paper.wallShadow) +
    line('M600 296C540 190 560 120 600 120S660 190 606 300', tones('Leather').base, 12)
  );
}

function roundBoard(b: Brush): string {
  const face = ring(600, 780, 366);
  const blocks: string[] = [];
  for (const row of steps(0, 8, 9)) {
    for (const column of steps(-1, 6, 8)) {
      const tone = [b.main.base, b.main.light, b.main.shade][Math.floor(b.random() * 3)] ?? b.main.base;
      blocks.push(box(220 + column * 116 + (row % 2) * 58, 400 + row * 86, 116, 86, tone));
    }
  }
  const joints = steps(400, 1174, 10)
    .map((y) => `M220 ${y}H980`)
    .join('');
  return (
    oval(670, 1154, 270, 26, b.paper.tableShadow) +
    onWall(b, face, 48, 10) +
    moved('translate(16 4)', fill(face, b.main.deep)) +
    solid(b, face, b.main, `<g opacity=".8">${blocks.join('')}</g>` + line(joints, b.main.shade, 3), 18) +
    line(ring(600, 780, 356), b.main.light, 7)
  );
}

const spoons: [dx: number, turn: number, head: (x: number) => string][] = [
  [-84, -13, (x) => ring(x, 440, 62, 92)],
  [-26, -4, (x) => roundedBox(x - 54, 380, 108, 190, 40)],
  [
    36,
    5,
    (x) =>
      curve(
        [
          [x - 60, 350],
          [x - 60, 350],
          [x + 64, 390],
          [x + 64, 390],
          [x + 40, 540],
          [x, 590],
          [x - 40, 540],
        ],
        true,
      ),
  ],
  [92, 15, (x) => ring(x, 460, 58, 84)],
];

export function utensils(b: Brush): string {
  const { back, front } = crock(b, 600, b.accent);
  const sticks = spoons.map(([dx, turn, head], index) => {
    const x = 600 + dx;
    const slots =
      index === 1
        ? [-22, 0, 22].map((offset) => line(`M${x + offset} 420V520`, b.paper.wall, 11)).join('')
        : '';
    const bowl = index === 0 || index === 3 ? fill(ring(x - 4, 446, 40, 64), b.main.shade) : '';
    return turnedBy(
      turn,
      x,
      1000,
      box(x - 15, 520, 30, 420, b.main.base),
      box(x + 2, 520, 13, 420, b.main.shade),
      solid(b, head(x), b.main, bowl, 14),
      slots,
    );
  });
  return back + sticks.join('') + front;
}

export function cutlery(b: Brush): string {
  const wooden = b.spec.colour === 'Beech' || b.main.base === tones('Beech').base;
  const metal = wooden ? steel : b.main;
  const pieces = [340, 515, 690, 860].map((x, index) => {
    const top = index === 3 ? 520 : 330;
    const heads = [fork, knifeHead, spoonHead, spoonHead];
    const grip = curve(
      [
        [x - 13, 760],
        [x - 13, 760],
        [x - 26, 1100],
        [x, 1136],
        [x + 26, 1100],
        [x + 13, 760],
        [x + 13, 760],
      ],
      true,
    );
    const neck =
      box(x - 12, top + 190, 24, 600 - (top - 330), metal.base) +
      box(x + 2, top + 190, 10, 600 - (top - 330), metal.shade);
    const head = (heads[index] ?? spoonHead)(x, top, index === 3 ? 0.78 : 1);
    return (
      oval(x + 30, 1138, 44, 9, b.paper.tableShadow) +
      onWall(b, head + grip, 26, 10) +
      neck +
      solid(b, head, metal, '', 12) +
      solid(
        b,
        grip,
        wooden ? b.main : metal,
        wooden ? [860, 1000].map((y) => fill(ring(x, y, 7), brass.base)).join('') : '',
        12,
      )
    );
  });
  return pieces.join('');
}

function fork(x: number, y: number): string {
  const tines = [-45, -15, 15, 45].map((dx) => roundedBox(x + dx - 9, y, 18, 170, 9));
  return (
    tines.join('') +
    curve(
      [
        [x - 54, y + 130],
        [x - 54, y + 130],
        [x - 54, y + 190],
        [x - 14, y + 270],
        [x, y + 280],
        [x + 14, y + 270],
        [x + 54, y + 190],
        [x + 54, y + 130],
        [x + 54, y + 130],
      ],
      true,
    )
  );
}

const knifeHead = (x: number, y: number) =>
  curve(
    [
      [x - 20, y + 430],
      [x - 20, y + 430],
      [x - 26, y + 60],
      [x - 14, y - 10],
      [x + 14, y + 20],
      [x + 34, y + 120],
      [x + 30, y + 400],
      [x + 16, y + 430],
      [x + 16, y + 430],
    ],
    true,
  );

const spoonHead = (x: number, y: number, size: number) =>
  curve(
    [
      [x, y],
      [x + 58 * size, y + 60 * size],
      [x + 54 * size, y + 160 * size],
      [x + 12, y + 260 * size],
      [x - 12, y + 260 * size],
      [x - 54 * size, y + 160 * size],
      [x - 58 * size, y + 60 * size],
    ] as Point[],
    true,
  );

export function rollingPin(b: Brush): string {
  const pin = curve(
    [
      [150, 1080],
      [158, 1052],
      [360, 1016],
      [600, 1006],
      [840, 1016],
      [1042, 1052],
      [1050, 1080],
      [1042, 1108],
      [840, 1146],
      [600, 1156],
      [360, 1146],
      [158, 1108],
    ],
    true,
  );
  const dough = tones('Chalk');
  const flour = steps(0, 26, 27).map(() =>
    oval(
      240 + b.random() * 720,
      1240 + b.random() * 90,
      2 + b.random() * 5,
      1.5 + b.random() * 2.5,
      dough.base,
    ),
  );
  return (
    oval(624, 1186, 420, 92, b.paper.tableShadow) +
    oval(600, 1168, 410, 88, dough.shade) +
    oval(600, 1158, 410, 88, dough.base) +
    flour.join('') +
    turnedBy(
      -9,
      600,
      1080,
      oval(620, 1150, 420, 34, dough.shade),
      fill(pin, b.main.base),
      inside(
        b,
        pin,
        fill(polygon([100, 1100], [600, 1092], [1100, 1100], [1100, 1200], [100, 1200]), b.main.shade),
        line('M240 1052C440 1030 700 1032 940 1056M330 1076C560 1060 760 1062 880 1080', b.main.shade, 5),
        line('M230 1040Q600 1016 960 1042', b.main.light, 12),
      ),
    )
  );
}
