import { tones } from './colours.ts';
import {
  type Brush,
  bar,
  curve,
  fill,
  line,
  onWall,
  oval,
  ring,
  solid,
  specks,
  standing,
  steps,
  pointsOf,
} from './shapes.ts';
import { type Profile, glaze, hoop, tilt, turned } from './turned.ts';

const clay = tones('Clay');
const white = tones('White');

const mugs: Record<string, { profile: string; handle: [number, number, number] }> = {
  plain: {
    profile: '600,224 1090,222 1146,216 1180,202 1198,180',
    handle: [700, 1010, 176],
  },
  low: {
    profile: '790,282 900,276 1040,232 1140,156 1196,142',
    handle: [850, 1030, 150],
  },
  enamel: {
    profile: '640,232! 1150,214 1182,208 1198,196',
    handle: [730, 1040, 160],
  },
};

export function mug(b: Brush): string {
  const { profile: shape, handle } = mugs[b.spec.shape ?? 'plain'] ?? mugs['plain']!;
  const profile = pointsOf(shape);
  const cx = 545;
  const [top, bottom, reach] = handle;
  const half = (y: number) => Math.max(...profile.filter(([level]) => level >= y).map(([, value]) => value));
  const enamel = b.spec.shape === 'enamel';
  const ear = curve([
    [cx + half(top) - 24, top],
    [cx + half(top) + reach * 0.7, top + 6],
    [cx + half(top) + reach, top + (bottom - top) * 0.4],
    [cx + half(bottom) + reach * 0.62, bottom - 34],
    [cx + half(bottom) - 30, bottom],
  ]);
  const foot = profile.at(-1)?.[1] ?? 0;
  return (
    standing(b, cx + 20, 1196, foot + 10) +
    bar(ear, b.main, enamel ? 30 : 50) +
    turned(b, cx, profile, b.main, {
      opening: enamel ? white : b.main,
      gloss: true,
      on: glaze(b, cx, profile, clay),
      lip: enamel ? 8 : 15,
    }) +
    (enamel ? rimLine(cx, profile, b.accent.base) : '')
  );
}

const rimLine = (cx: number, profile: Profile, colour: string) =>
  line(ring(cx, profile[0]?.[0] ?? 0, profile[0]?.[1] ?? 0, (profile[0]?.[1] ?? 0) * tilt), colour, 14);

export function cup(b: Brush): string {
  const one = (cx: number, base: number) => {
    const profile: Profile = [
      [base - 300, 158],
      [base - 120, 150],
      [base - 30, 126],
      [base, 106],
    ];
    return (
      standing(b, cx, base, 116) +
      turned(b, cx, profile, b.main, {
        opening: b.main,
        gloss: true,
        on: glaze(b, cx, profile, clay),
        lip: 13,
      })
    );
  };
  return one(420, 1150) + one(760, 1210);
}

const bowls: Record<string, string> = {
  deep: '830,330 900,322 1040,262 1130,176 1160,146! 1196,150',
  wide: '880,440 940,425 1050,330 1140,200 1160,176! 1198,180',
};

export function bowl(b: Brush): string {
  const profile = pointsOf(bowls[b.spec.shape ?? 'deep'] ?? '');
  const wide = b.spec.shape === 'wide';
  const well = wide ? b.accent : b.main;
  const on =
    glaze(b, 600, profile, clay) +
    (wide ? hoop(600, profile, 930, b.main.shade, 8) : hoop(600, profile, 868, b.main.shade, 12));
  return (
    standing(b, 600, 1196, 190) +
    turned(b, 600, profile, b.main, { opening: well, gloss: !wide, on, lip: 16 })
  );
}

export function plate(b: Brush): string {
  const face = ring(600, 800, 352);
  const flat = { ...b.main, shade: b.main.base, deep: b.main.shade };
  const speckled = specks(b, 120, [248, 448, 704, 704], b.main.deep);
  const stack = steps(1216, 1126, 3).map((y) => {
    const profile: Profile = [
      [y - 34, 300],
      [y - 30, 298],
      [y - 8, 210],
      [y, 190],
    ];
    return turned(b, 560, profile, b.main, { opening: flat, lip: 12, on: glaze(b, 560, profile, clay) });
  });
  return (
    onWall(b, face, 40, 24) +
    oval(640, 1152, 250, 26, b.paper.tableShadow) +
    solid(b, face, b.main, speckled, 18) +
    line(ring(600, 800, 336), b.main.light, 12) +
    fill(ring(600, 800, 262), b.main.shade) +
    fill(ring(606, 804, 258), b.main.base) +
    standing(b, 560, 1216, 230) +
    stack.join('')
  );
}

export function jug(b: Brush): string {
  const cx = 570;
  const profile = pointsOf('500,150 580,138 680,160 840,246 980,272 1110,236 1180,180 1200,160');
  const lip = curve('480,500! 344,462! 380,540 436,606 480,640!', true);
  const ear = curve('700,560 860,540 920,700 870,860 806,900');
  return (
    standing(b, cx, 1200, 176) +
    bar(ear, b.main, 46) +
    fill(lip, b.main.base) +
    turned(b, cx, profile, b.main, {
      opening: b.main,
      gloss: true,
      lip: 14,
      on: glaze(b, cx, profile, clay),
    }) +
    fill(curve('430,492 344,462! 450,514', true), b.main.light)
  );
}

export function teapot(b: Brush): string {
  const cx = 590;
  const profile = pointsOf('800,150 850,236 960,296 1080,270 1170,190 1200,170');
  const lid = pointsOf('742,40 764,110 802,154 810,156');
  const spout = curve(
    '400,1090! 300,1010 252,880 214,790 160,744! 192,712 224,716! 276,790 330,870 400,900!',
    true,
  );
  const ear = curve('820,880 990,830 1010,960 940,1070 830,1070');
  return (
    standing(b, cx, 1200, 190) +
    bar(ear, b.main, 44) +
    solid(b, spout, b.main) +
    turned(b, cx, profile, b.main, { gloss: true, on: glaze(b, cx, profile, clay) }) +
    turned(b, cx, lid, b.main, { gloss: true, shadeFrom: 0.62 }) +
    hoop(
      cx,
      [
        [810, 158],
        [812, 158],
      ],
      811,
      b.main.deep,
      5,
    ) +
    turned(b, cx, '694,0 700,30 724,40 746,22', b.main)
  );
}
