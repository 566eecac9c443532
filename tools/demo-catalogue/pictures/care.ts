import { tones } from './colours.ts';
import { mark } from './labels.ts';
import {
  type Brush,
  box,
  curve,
  fill,
  flip,
  line,
  moved,
  onWall,
  oval,
  polygon,
  ring,
  roundedBox,
  solid,
  steps,
  turnedBy,
} from './shapes.ts';

const leather = tones('Leather');
const steel = tones('Steel');
const straw = tones('Butter');

const loop = (x: number, y: number) =>
  line(
    `M${x} ${y}C${x - 36} ${y - 70} ${x - 30} 262 ${x} 250C${x + 30} 262 ${x + 36} ${y - 70} ${x} ${y}`,
    leather.base,
    10,
  );

export function broom(b: Brush): string {
  const head = curve('566,790! 520,830 450,930 392,1200! 600,1222 808,1200! 750,930 680,830 634,790!', true);
  const stalks = steps(-11, 11, 23)
    .map((index) => `M${600 + index * 3} 800L${600 + index * 17} 1222`)
    .join('');
  const rows = [884, 940, 996, 1052]
    .map((y, index) =>
      curve([
        [600 - 108 - index * 22, y],
        [600, y + 12],
        [600 + 108 + index * 22, y],
      ]),
    )
    .join('');
  const handle = roundedBox(578, 300, 44, 520, 20);
  return (
    onWall(b, head + handle) +
    loop(600, 330) +
    solid(b, handle, b.accent, '', 16) +
    solid(b, head, straw, line(stalks, straw.deep, 5) + line(rows, b.main.base, 15), 40) +
    box(556, 776, 88, 76, b.main.base, 8) +
    line('M560 796h80M560 814h80M560 832h80', b.main.shade, 5)
  );
}

export function brush(b: Brush): string {
  const short = b.spec.shape === 'short';
  const back = short
    ? curve('330,1010 340,960 420,930 600,920 780,930 860,960 870,1010 860,1040 600,1050 340,1040', true)
    : curve(
        `180,950 186,920 300,906 520,900 700,890 860,850 1000,820 1040,840 1040,880 900,930 780,1010
      600,1030 200,1024`,
        true,
      );
  const [left, right, top] = short ? [360, 840, 1030] : [210, 730, 1014];
  const hairs = steps(left, right, 34).map((x) => {
    const splay = ((x - (left + right) / 2) / (right - left)) * 40;
    return `M${Math.round(x)} ${top}L${Math.round(x + splay)} ${Math.round(1186 + b.random() * 14)}`;
  });
  return (
    oval((left + right) / 2 + 50, 1196, (right - left) * 0.62, 30, b.paper.tableShadow) +
    fill(
      polygon([
        [left - 10, top - 8],
        [right + 10, top - 8],
        [right + 26, 1190],
        [left - 26, 1190],
      ]),
      b.accent.base,
    ) +
    line(hairs.join(''), b.accent.light, 6) +
    line(hairs.filter((_, index) => index > 22).join(''), b.accent.deep, 7) +
    solid(
      b,
      back,
      b.main,
      line(`M${left + 20} 980Q${(left + right) / 2} 964 ${right} 974`, b.main.shade, 6),
      14,
    ) +
    (short
      ? ''
      : fill(ring(1000, 852, 13), b.main.deep) +
        line('M1000 852C1070 880 1080 960 1040 1010C1010 1010 990 950 1000 852', leather.base, 10))
  );
}

export function dishBrush(b: Brush): string {
  const handle = curve('580,330 576,380 570,560 574,760! 626,760! 630,560 624,380 620,330 600,316', true);
  const hairs = steps(-14, 14, 29)
    .map(
      (index) =>
        `M${600 + index * 7.4} 880L${Math.round(600 + index * 10.6)} ${Math.round(1040 - Math.abs(index) ** 2 * 0.22 + b.random() * 8)}`,
    )
    .join('');
  const head = curve('480,872 500,836 560,812 640,812 700,836 720,872 700,894 600,902 500,894', true);
  const fan = polygon('492,880 708,880 752,1006 600,1046 448,1006');
  return moved(
    'translate(600 700) scale(1.12) translate(-600 -660)',
    onWall(b, handle + head + fan),
    line('M600 350C570 290 574 240 600 228C626 240 630 290 600 350', leather.base, 10),
    solid(b, handle, b.main, '', 16),
    line('M560 760C540 800 550 820 560 830M640 760C660 800 650 820 640 830M574 756H626', steel.shade, 12),
    fill(fan, b.accent.base),
    line(hairs, b.accent.deep, 5),
    solid(b, head, b.main, '', 14),
  );
}

export function soap(b: Brush): string {
  const bar = (x: number, y: number) => {
    const [w, h, back] = [560, 158, 64];
    const front = roundedBox(x, y - h, w, h, 44);
    const top = polygon([
      [x + 10, y - h + 24],
      [x + back + 20, y - h - back + 8],
      [x + w + back - 40, y - h - back + 8],
      [x + w - 10, y - h + 24],
    ]);
    return (
      fill(roundedBox(x + back, y - h - back + 6, w, h, 44), b.main.shade) +
      fill(
        polygon([
          [x + w - 14, y - 8],
          [x + w + back - 10, y - back - 4],
          [x + w + back - 16, y - h - 20],
          [x + w - 20, y - h],
        ]),
        b.main.shade,
      ) +
      fill(top, b.main.light) +
      solid(b, front, b.main, '', 18)
    );
  };
  return (
    oval(690, 1206, 380, 36, b.paper.tableShadow) +
    box(310, 1186, 560, 26, b.paper.contact, 13) +
    bar(290, 1208) +
    bar(306, 1008) +
    moved('translate(586 930)', mark(b, b.main.deep)) +
    box(430, 1050, 270, 159, tones('Chalk').base) +
    fill(polygon('430,1050 484,996 754,996 700,1050'), tones('White').base) +
    line('M480 1112h170M514 1150h102', b.main.deep, 8)
  );
}

export function scissors(b: Brush): string {
  const blade = '612,480! 616,620 588,930! 560,700 556,520 580,440!';
  const bow = curve('590,470 600,410 548,360 450,372 384,310 392,230 450,196 510,226 532,310 566,400');
  const half = (points: typeof blade | ReturnType<typeof flip>, loop: string, lit: string) =>
    line(loop, b.paper.wallShadow, 40, ' transform="translate(26 24)"') +
    onWall(b, curve(points, true), 26, 24) +
    line(loop, b.main.shade, 42) +
    line(loop, b.main.base, 28, ' transform="translate(-5 -5)"') +
    solid(b, curve(points, true), steel, lit, 12);
  const otherBow = curve(
    flip('590,470 600,410 548,360 450,372 384,310 392,230 450,196 510,226 532,310 566,400'),
  );
  return (
    turnedBy(-5, 600, 500, half(flip(blade), otherBow, line('M622 560L624 840', steel.light, 7))) +
    turnedBy(5, 600, 500, half(blade, bow, line('M578 560L590 840', steel.light, 7))) +
    fill(ring(600, 500, 24), steel.deep) +
    fill(ring(597, 497, 14), steel.light) +
    line('M590 490L605 505', steel.deep, 5)
  );
}

export function hammer(b: Brush): string {
  const handle = curve(
    '574,420! 578,700 566,900 560,1120 580,1176 620,1176 640,1120 634,900 622,700 626,420!',
    true,
  );
  const head = curve(
    `420,372! 500,366 540,350 660,350 700,362 820,410 840,430! 700,470 660,478 540,478 500,466
      420,466!`,
    true,
  );
  const face = roundedBox(384, 358, 60, 122, 14);
  return moved(
    'translate(0 -226)',
    onWall(b, handle + head + face),
    solid(
      b,
      handle,
      b.main,
      line('M590 520C588 700 580 900 584 1120M612 560C612 760 616 900 616 1100', b.main.shade, 4),
      22,
    ) +
      solid(b, head, b.accent, line('M540 350V478M660 350V478', b.accent.deep, 5), 14) +
      solid(b, face, { ...b.accent, base: b.accent.light }, '', 10) +
      box(576, 330, 48, 24, b.main.base, 4) +
      line('M588 338h24', steel.light, 6),
  );
}
