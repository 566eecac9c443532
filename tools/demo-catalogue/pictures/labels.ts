import { type Tones, tones } from './colours.ts';
import { type Brush, box, curve, fill, line, moved, ring, roundedBox } from './shapes.ts';

const paper = tones('Chalk');

/** The shop's paper label: a frame, a small printed mark and lines of lettering too small to read. */
export function label(b: Brush, cx: number, y: number, w: number, h: number, print: Tones): string {
  const x = cx - w / 2;
  const ink = print.deep;
  return (
    box(x, y, w, h, paper.base, 6) +
    `<rect x="${x + 12}" y="${y + 12}" width="${w - 24}" height="${h - 24}" fill="none" stroke="${ink}" stroke-width="3"/>` +
    moved(`translate(${cx} ${y + h * 0.38})`, mark(b, ink)) +
    box(cx - w * 0.27, y + h * 0.66, w * 0.54, 9, ink, 4) +
    box(cx - w * 0.17, y + h * 0.78, w * 0.34, 6, ink, 3) +
    `<rect x="${x + w * 0.72}" y="${y}" width="${w * 0.28}" height="${h}" ${paper.shadow} rx="6"/>`
  );
}

/** One of four marks, chosen by the picture's seed. */
export function mark(b: Brush, ink: string): string {
  const marks = [sprig, sun, wave, star];
  return (marks[Math.floor(b.random() * marks.length)] ?? sprig)(ink);
}

const leaf = (x: number, y: number, turn: number, ink: string) =>
  moved(
    `translate(${x} ${y}) rotate(${turn})`,
    fill(
      curve(
        [
          [0, 0],
          [0, 0],
          [11, -18],
          [0, -42],
          [0, -42],
          [-11, -18],
        ],
        true,
      ),
      ink,
    ),
  );

export const sprig = (ink: string) =>
  line('M0 44V-20', ink, 5) +
  leaf(0, -10, 0, ink) +
  [0, 20].map((y) => leaf(0, y, 58, ink) + leaf(0, y, -58, ink)).join('');

const sun = (ink: string) =>
  fill(ring(0, 0, 17), ink) +
  [0, 45, 90, 135, 180, 225, 270, 315]
    .map((turn) => moved(`rotate(${turn})`, line('M0-28V-42', ink, 6)))
    .join('');

const wave = (ink: string) =>
  [-22, 0, 22].map((y) => line(`M-48 ${y}q12-14 24 0t24 0t24 0t24 0`, ink, 6)).join('');

const star = (ink: string) =>
  [0, 60, 120].map((turn) => moved(`rotate(${turn})`, fill('M0-44L9 0L0 44L-9 0Z', ink))).join('');

/** A plain frame used for tins and boxes. */
export const panel = (x: number, y: number, w: number, h: number, ink: string) =>
  line(roundedBox(x, y, w, h, 6), ink, 4);
