import { tones } from './colours.ts';
import { type Brush, bar, curve, fill, line, oval, ring, solid, standing, pointsOf } from './shapes.ts';
import { hoop, tilt, turned } from './turned.ts';

const steel = tones('Steel');
const cream = tones('Chalk');

export function pan(b: Brush): string {
  return b.spec.shape === 'saucepan' ? saucepan(b) : skillet(b);
}

function skillet(b: Brush): string {
  const cx = 460;
  const profile = pointsOf('1020,372 1060,366 1150,318 1176,300');
  const handle = curve('780,1010 920,960 1070,896 1110,884 1132,910 1110,940 930,1020 800,1070', true);
  const spout = fill(curve('130,1026! 64,1022! 130,1070!', true), b.main.base);
  return (
    standing(b, cx, 1176, 310) +
    oval(cx + 560, 1150, 170, 18, b.paper.tableShadow) +
    solid(b, handle, b.main, '', 14) +
    line(ring(cx + 628, 912, 16, 11), b.main.light, 8) +
    spout +
    turned(b, cx, profile, b.main, { opening: b.main, lip: 14 })
  );
}

function saucepan(b: Brush): string {
  const cx = 480;
  const profile = pointsOf('830,288! 1150,284 1186,268 1196,250');
  const lid = pointsOf('744,30 760,150 806,276 826,292 836,292');
  const handle = curve('756,880! 900,846 1120,812 1140,832 1124,858 900,896 756,922!', true);
  return (
    standing(b, cx, 1196, 268) +
    oval(cx + 470, 1186, 220, 18, b.paper.tableShadow) +
    line(`M${cx + 270} 900L${cx + 380} 876`, b.main.deep, 40) +
    solid(b, handle, b.accent, '', 14) +
    turned(b, cx, profile, b.main, { gloss: true, on: hoop(cx, profile, 1120, b.main.shade, 6) }) +
    turned(b, cx, lid, b.main, { gloss: true, shadeFrom: 0.58 }) +
    hoop(cx, lid, 836, b.main.deep, 6) +
    turned(b, cx, '690,34 700,46 720,44 748,20', b.accent)
  );
}

export function casserole(b: Brush): string {
  const profile = pointsOf('850,350! 1110,340 1170,318 1198,280');
  const lid = pointsOf('744,40 762,190 806,320 838,360 856,362');
  const ear = (side: number) =>
    bar(
      `M${600 + side * 340} 900C${600 + side * 440} 880 ${600 + side * 440} 970 ${600 + side * 334} 960`,
      b.main,
      38,
    );
  return (
    standing(b, 600, 1198, 312) +
    ear(-1) +
    ear(1) +
    turned(b, 600, profile, b.main, { gloss: true, on: hoop(600, profile, 884, b.main.deep, 10) }) +
    turned(b, 600, lid, b.main, { gloss: true, shadeFrom: 0.58, on: hoop(600, lid, 836, cream.base, 6) }) +
    turned(b, 600, '690,44 704,54 722,40 750,24', b.accent)
  );
}

export function kettle(b: Brush): string {
  const cx = 620;
  const profile = pointsOf('770,130! 810,216 930,298 1080,330 1150,332 1186,322 1200,300');
  const spout = curve('330,1080! 300,980 262,860 196,760! 214,738 250,728! 320,790 380,860 430,900!', true);
  const arch = `M${cx - 214} 850C${cx - 250} 540 ${cx - 130} 470 ${cx} 470S${cx + 250} 540 ${cx + 214} 850`;
  return (
    standing(b, cx, 1198, 306) +
    line(arch, steel.deep, 18) +
    bar(`M${cx - 120} 494C${cx - 60} 462 ${cx + 60} 462 ${cx + 120} 494`, b.accent, 48) +
    solid(b, spout, b.main, '', 22) +
    line('M196 760L250 728', b.main.deep, 12) +
    turned(b, cx, profile, b.main, { gloss: true }) +
    turned(b, cx, '738,60 748,108 768,138 782,140', b.main) +
    hoop(cx, [[782, 140]], 782, b.main.deep, 6) +
    turned(b, cx, '676,26 690,40 712,32 742,18', b.accent) +
    [-214, 214].map((dx) => fill(ring(cx + dx, 846, 18), steel.deep)).join('')
  );
}

/** A heap of utensils needs a crock; so do cutlery and brushes. */
export function crock(b: Brush, cx: number, colour = cream): { back: string; front: string } {
  const profile = pointsOf('860,190! 1150,182 1190,168 1200,150');
  const back = standing(b, cx, 1200, 166) + oval(cx, 860, 190, 190 * tilt, colour.deep);
  const on = hoop(cx, profile, 1090, colour.shade, 8);
  const front = turned(b, cx, profile, colour, { gloss: true, on, topless: true });
  const lip = line(ring(cx, 860, 184, 184 * tilt - 4), colour.light, 12);
  return { back, front: front + lip };
}
