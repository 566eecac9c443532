import type { Scene } from './spec.ts';

/** The shop's colour names. Options in the catalogue use the same words. */
const palette: Record<string, string> = {
  Amber: '#b9772f',
  Ash: '#d9bd92',
  Beech: '#d3a577',
  Black: '#34322f',
  Brass: '#bf9850',
  Brick: '#a5523d',
  Butter: '#e8c877',
  Chalk: '#f1ece0',
  Charcoal: '#4b4a49',
  Cherry: '#a9683f',
  Clay: '#c9a07b',
  Ecru: '#e6d9bf',
  Glass: '#bcd0cb',
  Indigo: '#3f4f78',
  Ink: '#38414c',
  Iron: '#45464a',
  Leather: '#8f5a34',
  Marmalade: '#cf7c2c',
  Mist: '#bccacd',
  Moss: '#6d7a4c',
  Natural: '#dcc9a4',
  Navy: '#2f4464',
  Oak: '#c29660',
  Oat: '#d5c2a0',
  Ochre: '#cb9637',
  Olive: '#5f6638',
  Plum: '#6b4256',
  Rose: '#d5a193',
  Rust: '#b4643a',
  Sage: '#a4b295',
  Sand: '#d8bf98',
  Sky: '#9dbacb',
  Slate: '#71808a',
  Steel: '#aeb4b5',
  Tan: '#b98a56',
  Terracotta: '#c2714c',
  Verdigris: '#4b8679',
  Walnut: '#7d5539',
  White: '#f7f4ec',
  Willow: '#a5793f',
};

/** A colour with its flat shades; `shadow` and `glow` are laid over whatever pattern lies below. */
export interface Tones {
  base: string;
  shade: string;
  deep: string;
  light: string;
  shadow: string;
  glow: string;
}

const ink = '#2a1f18';
const paper = '#fffaf0';

export function mix(from: string, to: string, share: number): string {
  const channel = (hex: string, at: number) => parseInt(hex.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(channel(from, at) * (1 - share) + channel(to, at) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

export function tones(name: string): Tones {
  const base = palette[name];
  if (!base) throw new Error(`No colour is called ${name}`);
  const dark = lightness(base) < 95;
  return {
    base,
    shade: mix(base, ink, dark ? 0.3 : 0.14),
    deep: mix(base, ink, dark ? 0.5 : 0.3),
    light: mix(base, paper, dark ? 0.16 : 0.45),
    shadow: `fill="${ink}" fill-opacity="${dark ? 0.3 : 0.13}"`,
    glow: `fill="${paper}" fill-opacity="${dark ? 0.14 : 0.4}"`,
  };
}

function lightness(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

export interface Paper {
  wall: string;
  sun: string;
  wallShadow: string;
  /** The attributes of a shadow that falls on wall and table alike. */
  cast: string;
  table: string;
  tableShadow: string;
  contact: string;
}

/** Wall paper per top category: close relatives, so that a mixed page still looks like one shop. */
const walls: Record<Scene, string> = {
  kitchen: '#e5dccb',
  table: '#e4d8cb',
  'bed-bath': '#dcdad0',
  clothing: '#dddbd3',
  'desk-travel': '#e2dcca',
  home: '#e2d6c4',
  garden: '#d9dccb',
  care: '#d8dcd6',
  pantry: '#e7d9c2',
};

export function paperOf(scene: Scene): Paper {
  const wall = walls[scene];
  const table = mix(wall, '#b99a75', 0.3);
  return {
    wall,
    sun: mix(wall, paper, 0.26),
    wallShadow: mix(wall, '#6b5844', 0.2),
    cast: 'fill="#5c4937" opacity=".19"',
    table,
    tableShadow: mix(table, '#5a4430', 0.2),
    contact: mix(table, '#3c2b1e', 0.42),
  };
}
