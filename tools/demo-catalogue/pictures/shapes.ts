import type { Paper, Tones } from './colours.ts';
import type { PictureSpec } from './spec.ts';

export const width = 1200;
export const height = 1500;
/** Where the wall meets the table. */
export const horizon = 1050;

/** What a drawing works with: its colours, its dice and fresh ids for clip paths. */
export interface Brush {
  spec: PictureSpec;
  main: Tones;
  accent: Tones;
  paper: Paper;
  random: () => number;
  nextId: () => string;
}

export type Point = readonly [x: number, y: number];

export const round = (value: number) => Math.round(value * 10) / 10;
const at = ([x, y]: Point) => `${round(x)} ${round(y)}`;

/** `'10,20 30,40!'`: points as SVG writes them; a mark makes the point a corner. */
type Points = string | readonly Point[];

/** Corners become the same point twice, which stops a curve from rounding them. */
export function pointsOf(points: Points): readonly Point[] {
  if (typeof points !== 'string') return points;
  return points.split(/\s+/).flatMap((pair): Point[] => {
    const [x = 0, y = 0] = pair.replace('!', '').split(',').map(Number);
    return pair.endsWith('!')
      ? [
          [x, y],
          [x, y],
        ]
      : [[x, y]];
  });
}

/** Path data through the points with straight lines, closed. */
export const polygon = (points: Points) => `M${pointsOf(points).map(at).join('L')}Z`;

/** A third of the way from a point, along the line between the adjacent points; short steps turn gently. */
function handle(point: Point, near: Point, far: Point): Point {
  const step = Math.hypot(near[0] - point[0], near[1] - point[1]);
  const share = step / 3 / (step + Math.hypot(far[0] - point[0], far[1] - point[1]));
  return [point[0] + (near[0] - far[0]) * share, point[1] + (near[1] - far[1]) * share];
}

/** Path data through the points with round curves. */
export function curve(given: Points, closed = false): string {
  const points = pointsOf(given);
  const last = points.length - 1;
  const pick = (index: number): Point =>
    points[closed ? (index + points.length) % points.length : Math.min(Math.max(index, 0), last)] ?? [0, 0];
  let data = `M${at(pick(0))}`;
  for (let index = 0; index < (closed ? points.length : last); index += 1) {
    const [before, from, to, after] = [pick(index - 1), pick(index), pick(index + 1), pick(index + 2)];
    if (from[0] === to[0] && from[1] === to[1]) continue;
    const leave = handle(from, to, before);
    const arrive = handle(to, from, after);
    data += `C${at(leave)} ${at(arrive)} ${at(to)}`;
  }
  return closed ? `${data}Z` : data;
}

/** A closed path through the points of the left half, mirrored about `cx`. */
export function mirrored(cx: number, half: Points): string {
  const left = pointsOf(half);
  return curve([...left, ...left.map(([x, y]): Point => [2 * cx - x, y]).reverse()], true);
}

/** The points seen in a mirror that stands at the middle of the picture. */
export const flip = (points: Points) => pointsOf(points).map(([x, y]): Point => [width - x, y]);

export function roundedBox(x: number, y: number, w: number, h: number, r: number): string {
  const arc = (dx: number, dy: number) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  const inner = { w: round(w - 2 * r), h: round(h - 2 * r) };
  return (
    `M${round(x + r)} ${round(y)}h${inner.w}${arc(r, r)}v${inner.h}${arc(-r, r)}` +
    `h${-inner.w}${arc(-r, -r)}v${-inner.h}${arc(r, -r)}Z`
  );
}

export const ring = (cx: number, cy: number, rx: number, ry = rx) =>
  `M${round(cx - rx)} ${round(cy)}a${round(rx)} ${round(ry)} 0 1 1 ${round(2 * rx)} 0` +
  `a${round(rx)} ${round(ry)} 0 1 1 ${round(-2 * rx)} 0Z`;

export const fill = (data: string, colour: string) => `<path d="${data}" fill="${colour}"/>`;

export const line = (data: string, colour: string, thickness: number, more = '') =>
  `<path d="${data}" fill="none" stroke="${colour}" stroke-width="${round(thickness)}" stroke-linecap="round" stroke-linejoin="round"${more}/>`;

export const oval = (cx: number, cy: number, rx: number, ry: number, colour: string) =>
  `<ellipse cx="${round(cx)}" cy="${round(cy)}" rx="${round(rx)}" ry="${round(ry)}" fill="${colour}"/>`;

export const box = (x: number, y: number, w: number, h: number, colour: string, r = 0) =>
  `<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" fill="${colour}"${r ? ` rx="${r}"` : ''}/>`;

export const moved = (transform: string, ...parts: string[]) =>
  `<g transform="${transform}">${parts.join('')}</g>`;
export const turnedBy = (degrees: number, cx: number, cy: number, ...parts: string[]) =>
  moved(`rotate(${degrees} ${cx} ${cy})`, ...parts);

/** Shows the parts only inside the outline. */
export function inside(b: Brush, outline: string, ...parts: string[]): string {
  const id = b.nextId();
  return `<clipPath id="${id}"><path d="${outline}"/></clipPath><g clip-path="url(#${id})">${parts.join('')}</g>`;
}

const everything = 'M-3000-3000H6000V6000H-3000Z';

/** A flat shape whose side away from the light is one tone darker; `parts` lie on it, under that shade. */
export function solid(b: Brush, outline: string, colour: Tones, parts = '', edge = 30): string {
  const shade = `<path transform="translate(${-edge} ${round(-edge * 0.4)})" fill-rule="evenodd" d="${everything}${outline}" ${colour.shadow}/>`;
  return fill(outline, colour.base) + inside(b, outline, parts, shade);
}

/** A round bar along a path: handles, wires, cords and legs. */
export const bar = (data: string, colour: Tones, thickness: number) =>
  line(data, colour.shade, thickness) +
  line(
    data,
    colour.base,
    thickness * 0.62,
    ` transform="translate(${round(-thickness * 0.15)} ${round(-thickness * 0.1)})"`,
  );

/** The shadow that a thing in front of the wall throws on it; overlapping outlines throw one shadow. */
export function onWall(b: Brush, outlines: string, dx = 34, dy = 28): string {
  const each = outlines.split(/(?<=Z)/).map((data) => `<path d="${data}"/>`);
  return `<g transform="translate(${dx} ${dy})" ${b.paper.cast}>${each.join('')}</g>`;
}

/** The shadow where a thing stands: long and pale away from the light, narrow and dark below. */
export const standing = (b: Brush, cx: number, y: number, half: number, flat = 0.15) =>
  oval(cx + half * 0.42 + 12, y + 8, half * 1.22 + 14, half * flat * 1.02 + 10, b.paper.tableShadow) +
  oval(cx + half * 0.05, y + 5, half * 1.02 + 5, half * flat + 7, b.paper.contact);

/** `count` even steps from `from` to `to`, both included. */
export const steps = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, index) => from + ((to - from) * index) / Math.max(count - 1, 1));

export function specks(
  b: Brush,
  count: number,
  area: readonly [number, number, number, number],
  colour: string,
): string {
  const [x, y, w, h] = area;
  const dots = Array.from({ length: count }, () => {
    const size = round(2 + b.random() * 3.4);
    return `M${round(x + b.random() * w)} ${round(y + b.random() * h)}h.1`.concat(size > 4 ? 'm3 1h.1' : '');
  });
  return line(dots.join(''), colour, 6, ' stroke-opacity=".7"');
}
