import { tones } from './colours.ts';
import { type Brush, box, fill, height, horizon, oval, polygon, width } from './shapes.ts';

/** Paper wall and table, with the morning light of a window that is never shown. */
export function stage(b: Brush): string {
  const pane = (x: number, y: number) =>
    polygon([
      [x, y],
      [x + 250, y + 40],
      [x + 250, y + 390],
      [x, y + 350],
    ]);
  return (
    box(0, 0, width, height, b.paper.wall) +
    fill([pane(70, 90), pane(350, 135), pane(70, 470), pane(350, 515)].join(''), b.paper.sun) +
    box(0, horizon, width, height - horizon, b.paper.table)
  );
}

const wood = tones('Ash');

/** A peg rail for everything that hangs. */
export function rail(b: Brush, ...pegs: number[]): string {
  const knobs = pegs.map(
    (x) =>
      oval(x + 14, 262, 24, 24, b.paper.wallShadow) +
      oval(x, 246, 24, 24, wood.shade) +
      oval(x - 4, 242, 19, 19, wood.light),
  );
  return (
    box(0, 232, width, 46, b.paper.wallShadow) +
    box(0, 206, width, 52, wood.base) +
    box(0, 250, width, 8, wood.shade) +
    knobs.join('')
  );
}
