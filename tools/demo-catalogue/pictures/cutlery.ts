import { tones } from './colours.ts';
import { crock } from './cookware.ts';
import {
  type Brush,
  type Point,
  box,
  curve,
  fill,
  line,
  onWall,
  oval,
  ring,
  roundedBox,
  solid,
  turnedBy,
} from './shapes.ts';

const steel = tones('Steel');
const brass = tones('Brass');

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
