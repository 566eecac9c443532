import type { Tones } from './colours.ts';
import { type Brush, type Point, curve, fill, inside, line, oval, round, specks } from './shapes.ts';

/** Half widths from top to bottom of a thing made on a wheel or a lathe. */
export type Profile = readonly (readonly [y: number, half: number])[];

/** How far every picture looks down on round things: height of an ellipse for its width. */
export const tilt = 0.15;

type Finish = {
  /** Draws the opening with this colour inside; without it the top is closed. */
  opening?: Tones;
  /** Thickness of the lip. */
  lip?: number;
  /** A strip of light for glaze and metal. */
  gloss?: boolean;
  /** Drawn on the body, under the shade. */
  on?: string;
};

export function turned(b: Brush, cx: number, profile: Profile, colour: Tones, finish: Finish = {}): string {
  const outline = outlineOf(cx, profile);
  const [top, half] = profile[0] ?? [0, 0];
  const body = inside(
    b,
    outline,
    finish.on ?? '',
    `<path d="${side(cx, profile, 0.42, 1.2)}" ${colour.shadow}/>`,
    finish.gloss ? `<path d="${side(cx, profile, -0.8, -0.66)}" ${colour.glow}/>` : '',
  );
  const lid = finish.opening
    ? opening(b, cx, top, half, colour, finish.opening, finish.lip ?? 14)
    : oval(cx, top, half, half * tilt, colour.light);
  return fill(outline, colour.base) + body + (half > 0 ? lid : '');
}

export function outlineOf(cx: number, profile: Profile): string {
  const last = profile.at(-1) ?? [0, 0];
  const left = curve(profile.map(([y, half]): Point => [cx - half, y]));
  const right = curve(profile.map(([y, half]): Point => [cx + half, y]).reverse());
  const floor = `A${round(last[1])} ${round(last[1] * tilt)} 0 0 0 ${round(cx + last[1])} ${last[0]}`;
  return `${left}${floor}${right.replace('M', 'L')}Z`;
}

/** The part of the body between two shares of its width, from -1 (left edge) to 1. */
function side(cx: number, profile: Profile, from: number, to: number): string {
  const down = curve(profile.map(([y, half]): Point => [cx + half * from, y]));
  const foot = profile.at(-1) ?? [0, 0];
  const under: Point[] = [
    [cx + foot[1] * from, foot[0] + foot[1] * tilt],
    [cx + foot[1] * to, foot[0] + foot[1] * tilt],
  ];
  const up = curve(profile.map(([y, half]): Point => [cx + half * to, y]).reverse());
  return `${down}L${under.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}${up.replace('M', 'L')}Z`;
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
  const [rx, ry] = [half - thick, half * tilt - thick * 0.42];
  const hole = `M${round(cx - rx)} ${round(y)}a${round(rx)} ${round(ry)} 0 1 1 ${round(2 * rx)} 0a${round(rx)} ${round(ry)} 0 1 1 ${round(-2 * rx)} 0Z`;
  return (
    oval(cx, y, half, half * tilt, lip.light) +
    fill(hole, well.shade) +
    inside(b, hole, oval(cx - rx * 0.22, y + ry * 0.5, rx * 0.98, ry, well.deep))
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
  const [a, z] = [halfAt(profile, from) + 4, halfAt(profile, to) + 4];
  return fill(
    `M${round(cx - a)} ${from}A${round(a)} ${round(a * tilt)} 0 0 0 ${round(cx + a)} ${from}` +
      `L${round(cx + z)} ${to}A${round(z)} ${round(z * tilt)} 0 0 1 ${round(cx - z)} ${to}Z`,
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
    return specks(b, 90, [cx - widest, top, 2 * widest, low - top], b.main.deep);
  }
  if (b.spec.pattern === 'dip') return band(cx, profile, top + (bottom - top) * 0.62, low + 40, clay.base);
  return '';
}
