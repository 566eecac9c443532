import type { Tones } from './colours.ts';
import {
  type Brush,
  type Point,
  curve,
  fill,
  inside,
  line,
  oval,
  pointsOf,
  ring,
  round,
  specks,
} from './shapes.ts';

/** Half widths from top to bottom of a thing made on a wheel or a lathe. */
export type Profile = readonly (readonly [y: number, half: number])[];

/** A profile may also be written as text, `'600,220 1190,180!'`. */
type Shape = string | Profile;

/** How far every picture looks down on round things: height of an ellipse for its width. */
export const tilt = 0.15;

interface Finish {
  /** Draws the opening with this colour inside; without it the top is closed. */
  opening?: Tones;
  /** Thickness of the lip. */
  lip?: number;
  /** Where the shade begins at the top, as a share of the half width. */
  shadeFrom?: number;
  /** A strip of light for glaze and metal. */
  gloss?: boolean;
  /** Leaves out the top, for a pot that is drawn after what stands in it. */
  topless?: boolean;
  /** Drawn on the body, under the shade. */
  on?: string;
}

export function turned(b: Brush, cx: number, shape: Shape, colour: Tones, finish: Finish = {}): string {
  const profile = pointsOf(shape);
  const outline = outlineOf(cx, profile);
  const [top, half] = profile[0] ?? [0, 0];
  const body = inside(
    b,
    outline,
    finish.on ?? '',
    `<path d="${side(cx, profile, finish.shadeFrom ?? 0.46, 1.3, 0.12)}" ${colour.shadow}/>`,
    finish.gloss ? `<path d="${side(cx, profile, -0.8, -0.66)}" ${colour.glow}/>` : '',
  );
  const lid = finish.opening
    ? opening(b, cx, top, half, colour, finish.opening, finish.lip ?? 14)
    : oval(cx, top, half, half * tilt, colour.light);
  return fill(outline, colour.base) + body + (half > 0 && !finish.topless ? lid : '');
}

export function outlineOf(cx: number, profile: Profile): string {
  const last = profile.at(-1) ?? [0, 0];
  const left = curve(profile.map(([y, half]): Point => [cx - half, y]));
  const right = curve(profile.map(([y, half]): Point => [cx + half, y]).reverse());
  const floor = `A${round(last[1])} ${round(last[1] * tilt)} 0 0 0 ${round(cx + last[1])} ${last[0]}`;
  return `${left}${floor}${right.replace('M', 'L')}Z`;
}

/** The part of the body between two shares of its width, from -1 (left edge) to 1; `lean` moves it left on its way down. */
function side(cx: number, profile: Profile, from: number, to: number, lean = 0): string {
  const [top] = profile[0] ?? [0];
  const [bottom, foot] = profile.at(-1) ?? [0, 0];
  const share = (y: number, start: number) => start - (lean * (y - top)) / (bottom - top || 1);
  const edge = (start: number) => profile.map(([y, half]): Point => [cx + half * share(y, start), y]);
  const low = (start: number): Point => [cx + foot * (start - lean), bottom + foot * tilt];
  const up = curve(edge(to).reverse()).replace('M', 'L');
  return `${curve(edge(from))}L${[low(from), low(to)].map((point) => point.map(round).join(' ')).join('L')}${up}Z`;
}

function opening(
  b: Brush,
  cx: number,
  y: number,
  half: number,
  lip: Tones,
  well: Tones,
  thick: number,
): string {
  const [rx, ry] = [half - thick, (half - thick) * tilt * 0.9];
  const hole = ring(cx, y, rx, ry);
  return (
    oval(cx, y, half, half * tilt, lip.light) +
    fill(hole, well.shade) +
    inside(b, hole, oval(cx - rx * 0.22, y + ry * 0.55, rx, ry, well.deep))
  );
}

/** Half width of the profile at a height. */
export function halfAt(profile: Profile, y: number): number {
  const below = profile.findIndex(([level]) => level >= y);
  const [y1, half1] = profile[Math.max(below, 0)] ?? [0, 0];
  const [y0, half0] = profile[Math.max(below - 1, 0)] ?? [0, 0];
  return y1 === y0 ? half1 : half0 + ((half1 - half0) * (y - y0)) / (y1 - y0);
}

/** A band round the body from one height to another; the caller hands it to `turned` as `on`. */
export function band(cx: number, profile: Profile, from: number, to: number, colour: string): string {
  const [a, z] = [halfAt(profile, from) + 1, halfAt(profile, to) + 1];
  const widest = Math.max(...profile.map(([, half]) => half)) + 20;
  return fill(
    `M${round(cx - a)} ${from}A${round(a)} ${round(a * tilt)} 0 0 0 ${round(cx + a)} ${from}H${cx + widest}V${to}` +
      `H${round(cx + z)}A${round(z)} ${round(z * tilt)} 0 0 1 ${round(cx - z)} ${to}H${cx - widest}V${from}Z`,
    colour,
  );
}

/** A thin line round the body. */
export function hoop(cx: number, profile: Profile, y: number, colour: string, thickness: number): string {
  const half = halfAt(profile, y);
  return line(
    `M${round(cx - half)} ${y}A${round(half)} ${round(half * tilt)} 0 0 0 ${round(cx + half)} ${y}`,
    colour,
    thickness,
  );
}

/** What the spec's pattern puts on a pot. */
export function glaze(b: Brush, cx: number, profile: Profile, clay: Tones): string {
  const [top] = profile[0] ?? [0];
  const [bottom, foot] = profile.at(-1) ?? [0, 0];
  const widest = Math.max(...profile.map(([, half]) => half));
  const low = bottom + foot * tilt;
  if (b.spec.pattern === 'speckle') {
    return specks(
      b,
      Math.min(90, Math.round((widest * (low - top)) / 1400)),
      [cx - widest, top, 2 * widest, low - top],
      b.main.deep,
    );
  }
  if (b.spec.pattern === 'dip') return band(cx, profile, top + (bottom - top) * 0.62, low + 40, clay.base);
  return '';
}
