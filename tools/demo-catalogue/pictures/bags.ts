import { mix, tones } from './colours.ts';
import {
  type Brush,
  bar,
  box,
  curve,
  fill,
  line,
  onWall,
  oval,
  polygon,
  ring,
  roundedBox,
  solid,
  standing,
  steps,
  pointsOf,
} from './shapes.ts';
import { halfAt, tilt, turned } from './turned.ts';

const brass = tones('Brass');

export function tote(b: Brush): string {
  const front = polygon('300,660 860,660 880,1204 284,1204');
  const gusset = polygon('860,660 930,640 940,1170 880,1204');
  const handle = (dx: number, dy: number) =>
    `M${430 + dx} ${700 + dy}C${430 + dx} ${330 + dy} ${730 + dx} ${330 + dy} ${730 + dx} ${700 + dy}`;
  const straps = [416, 716].map((x) => box(x, 660, 30, 544, b.main.shade)).join('');
  return (
    onWall(b, front, 70, -4) +
    oval(690, 1206, 400, 40, b.paper.tableShadow) +
    line(handle(40, -26), b.main.deep, 26) +
    fill(polygon('300,660 370,636 930,640 860,664'), b.main.deep) +
    fill(gusset, b.main.shade) +
    solid(
      b,
      front,
      b.main,
      straps +
        line('M296 690H866', b.main.shade, 5) +
        fill(polygon('330,1204 400,900 380,1204'), b.main.shade),
      18,
    ) +
    line(handle(0, 0), b.main.base, 28) +
    line('M431 700V780M731 700V780', b.main.base, 28) +
    fill(roundedBox(520, 880, 130, 84, 6), b.accent.base) +
    line('M550 912h70M560 934h50', b.accent.deep, 6)
  );
}

export function rucksack(b: Brush): string {
  const body = curve(
    `346,560! 330,800 322,1080 340,1180 400,1206 600,1210 800,1206 860,1180 878,1080 870,800
      854,560!`,
    true,
  );
  const roll = roundedBox(326, 486, 548, 104, 50);
  const base = polygon('300,1090 900,1090 900,1230 300,1230');
  const pocket = roundedBox(416, 790, 368, 250, 26);
  const flap = fill(polygon('400,770 800,770 800,850 600,872 400,850'), b.main.shade);
  const strap = (x: number) =>
    box(x - 19, 500, 38, 560, b.accent.base) +
    box(x + 5, 500, 14, 560, b.accent.shade) +
    fill(ring(x, 716, 28, 30), brass.base) +
    box(x - 15, 700, 30, 32, b.accent.base);
  return (
    onWall(b, body + roll, 60, -4) +
    oval(670, 1206, 330, 38, b.paper.tableShadow) +
    oval(606, 1202, 276, 24, b.paper.contact) +
    line('M540 500C540 420 660 420 660 500', b.accent.base, 26) +
    solid(
      b,
      body,
      b.main,
      fill(base, b.accent.base) +
        line('M320 1090H880', b.accent.deep, 6) +
        fill(polygon('380,600 420,600 390,1080'), b.main.shade),
      34,
    ) +
    solid(b, roll, b.main, line('M340 530Q600 556 862 528M350 560Q600 580 850 560', b.main.shade, 6), 18) +
    fill(pocket, b.main.deep) +
    solid(b, roundedBox(412, 782, 368, 250, 26), b.main, flap, 18) +
    strap(474) +
    strap(726) +
    fill(ring(600, 868, 15), brass.base)
  );
}

export function pouch(b: Brush): string {
  const body = curve(
    '270,800! 600,786 930,800! 960,960 962,1130 920,1196 600,1208 280,1196 238,1130 240,960',
    true,
  );
  const teeth = steps(300, 900, 46)
    .map((x) => `M${Math.round(x)} ${Math.round(806 - 12 * (1 - ((x - 600) / 300) ** 2))}v14`)
    .join('');
  return (
    onWall(b, body, 50, -6) +
    oval(670, 1206, 380, 36, b.paper.tableShadow) +
    oval(604, 1200, 330, 22, b.paper.contact) +
    solid(
      b,
      body,
      b.main,
      fill(curve('200,1086! 600,1112 1000,1086! 1000,1260! 200,1260!', true), b.accent.base) +
        line(curve('230,1098 600,1122 970,1098'), b.accent.deep, 6) +
        fill(polygon('330,860 380,860 340,1100'), b.main.shade),
      40,
    ) +
    line(curve('280,812 600,798 920,812'), b.main.deep, 26) +
    line(teeth, brass.base, 6) +
    box(866, 796, 44, 34, brass.base, 6) +
    fill(roundedBox(900, 806, 92, 28, 10), b.accent.base) +
    fill(roundedBox(206, 850, 70, 40, 8), b.accent.base)
  );
}

export function basket(b: Brush): string {
  const profile = pointsOf('800,360 900,352 1080,320 1180,290 1198,280');
  const rows = steps(840, 1226, 12);
  const weave = rows.map((y, row) =>
    steps(-13, 13, 27)
      .filter((_, index) => (index + row) % 2 === 0)
      .map((index) => {
        const half = halfAt(profile, Math.min(y, 1198));
        const angle = (index / 13.5) * (Math.PI / 2);
        const x = 600 + Math.sin(angle) * half;
        const w = Math.max(Math.cos(angle) * 22, 3);
        return box(
          x - w,
          y - 48 + Math.cos(angle) * half * tilt,
          2 * w,
          27,
          row % 2 ? b.main.base : mix(b.main.base, b.main.light, 0.4),
          9,
        );
      })
      .join(''),
  );
  const handle = (x: number) => bar(`M${x - 92} 800C${x - 90} 640 ${x + 90} 640 ${x + 92} 800`, b.main, 34);
  const rim = steps(0, 39, 40).map((index) => {
    const angle = (index / 40) * 2 * Math.PI;
    return `M${Math.round(600 + Math.cos(angle) * 352)} ${Math.round(800 + Math.sin(angle) * 352 * tilt)}l12 ${index < 20 ? 12 : -10}`;
  });
  return (
    standing(b, 600, 1198, 296) +
    turned(b, 600, profile, b.main, {
      opening: b.main,
      lip: 26,
      on: fill('M0 0H1200V1500H0Z', b.main.deep) + weave.join(''),
    }) +
    line(ring(600, 800, 348, 348 * tilt), b.main.base, 30) +
    line(rim.join(''), b.main.deep, 6) +
    handle(310) +
    handle(890)
  );
}
