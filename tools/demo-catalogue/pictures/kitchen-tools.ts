import { mix, tones } from './colours.ts';
import {
  type Brush,
  box,
  curve,
  fill,
  inside,
  line,
  mirrored,
  moved,
  onWall,
  oval,
  ring,
  round,
  roundedBox,
  solid,
  steps,
} from './shapes.ts';

const steel = tones('Steel');
const brass = tones('Brass');
const leather = tones('Leather');
const oak = tones('Oak');

interface Blade {
  outline: string;
  edge: string;
  handle: [top: number, bottom: number, half: number];
  scale: number;
}

const blades: Record<string, Blade> = {
  chef: {
    outline: curve('556,820! 556,330! 566,236! 620,320 668,520 676,790 676,820!', true),
    edge: curve('566,240 608,330 648,520 654,800'),
    handle: [820, 1130, 44],
    scale: 1,
  },
  bread: {
    outline: `M560 800V260Q562 214 600 214Q652 236 652 300${steps(0, 9, 10)
      .map(() => 'q16 24 0 50')
      .join('')}L640 800Z`,
    edge: 'M626 290V790',
    handle: [800, 1120, 42],
    scale: 1,
  },
  paring: {
    outline: curve('566,820! 566,560! 580,470! 618,560 634,700 634,820!', true),
    edge: curve('582,484 606,570 616,700 616,812'),
    handle: [820, 1090, 36],
    scale: 1.18,
  },
};

export function knife(b: Brush): string {
  const blade = blades[b.spec.shape ?? 'chef'] ?? blades['chef']!;
  const [top, bottom, half] = blade.handle;
  const grip = mirrored(
    600,
    `${610 - half},${top}! ${600 - half},${top + 70} ${608 - half},${bottom - 120} ${594 - half},${bottom - 20} 590,${bottom + 12}`,
  );
  const collar = b.spec.shape === 'paring' ? steel.deep : brass.shade;
  const strip = roundedBox(190, 560, 820, 104, 14);
  const pins = [0.22, 0.5, 0.78].map((share) =>
    fill(ring(600, top + (bottom - top) * share, 10), brass.base),
  );
  const body = onWall(b, blade.outline, 30, 30) + onWall(b, grip, 30, 30);
  const zoom = `translate(600 700) scale(${blade.scale}) translate(-600 -700)`;
  return (
    onWall(b, strip, 14, 18) +
    moved(zoom, body) +
    solid(b, strip, oak, line('M220 590H980M260 624H940', oak.shade, 4), 8) +
    moved(
      zoom,
      fill(blade.outline, steel.light),
      inside(b, blade.outline, box(500, 200, 84, 700, steel.base)),
      line(blade.edge, steel.shade, 4),
      box(602 - half, top - 22, 2 * half - 4, 40, collar, 6),
      solid(b, grip, b.main, pins.join(''), 20),
    )
  );
}

export function board(b: Brush): string {
  return b.spec.shape === 'round' ? roundBoard(b) : paddleBoard(b);
}

function paddleBoard(b: Brush): string {
  const outline = curve(
    `545,250! 540,400 520,440 420,470 396,520 396,1090 412,1140 440,1150! 760,1150! 788,1140
      804,1090 804,520 780,470 680,440 660,400 655,250! 600,214`,
    true,
  );
  const grain = [430, 486, 548, 640, 706, 770].map((x, index) => {
    const sway = 10 + b.random() * 16;
    return line(
      curve([
        [x, 470],
        [x + sway, 640],
        [x - sway * 0.6, 860],
        [x + sway * 0.4, 1150],
      ]),
      b.main.shade,
      index % 2 ? 5 : 8,
    );
  });
  const knot = line(ring(668, 880, 16, 40), b.main.shade, 6) + line(ring(668, 880, 34, 74), b.main.shade, 5);
  return (
    oval(660, 1156, 250, 22, b.paper.tableShadow) +
    onWall(b, outline, 44, 10) +
    moved('translate(12 0)', fill(outline, b.main.deep)) +
    solid(b, outline, b.main, grain.join('') + knot, 16) +
    line(roundedBox(436, 560, 328, 540, 60), b.main.deep, 9) +
    fill(ring(600, 296, 24), b.paper.wallShadow) +
    line('M600 296C540 190 560 120 600 120S660 190 606 300', tones('Leather').base, 12)
  );
}

function roundBoard(b: Brush): string {
  const face = ring(600, 780, 366);
  const blocks: string[] = [];
  for (const row of steps(0, 8, 9)) {
    for (const column of steps(0, 8, 9)) {
      const tone = (row + column) % 2 ? b.main.base : mix(b.main.base, b.main.light, 0.25 + b.random() * 0.5);
      const [x, y] = [224 + column * 84, 404 + row * 84];
      const bend = 12 + b.random() * 22;
      blocks.push(
        box(x, y, 84, 84, tone),
        line(
          `M${x + 10} ${y + 60}q32-${round(bend)} 64 0M${x + 14} ${y + 36}q28-${round(bend)} 56 0`,
          b.main.shade,
          3,
        ),
      );
    }
  }
  return (
    oval(660, 1152, 230, 22, b.paper.tableShadow) +
    oval(606, 1146, 90, 10, b.paper.contact) +
    onWall(b, face, 48, 8) +
    moved('translate(16 2)', fill(face, b.main.deep)) +
    solid(b, face, b.main, blocks.join(''), 18) +
    line(ring(600, 780, 358), b.main.light, 7)
  );
}

export function rollingPin(b: Brush): string {
  const pin = mirrored(600, '578,420! 556,440 540,600 532,780 540,960 556,1120 578,1140!');
  return (
    onWall(b, pin) +
    line('M600 450C560 360 572 264 600 250C628 264 640 360 600 450', leather.base, 10) +
    solid(
      b,
      pin,
      b.main,
      line(
        curve('572,520 566,780 576,1040') +
          curve('604,500 612,760 602,1060') +
          curve('628,640 634,800 626,940'),
        b.main.shade,
        5,
      ),
      34,
    ) +
    fill(ring(600, 458, 11), b.main.deep)
  );
}
