import { type Tones, tones } from './colours.ts';
import {
  type Brush,
  box,
  curve,
  fill,
  inside,
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
import { turned } from './turned.ts';

const ash = tones('Ash');
const dial = tones('White');
const ink = tones('Charcoal');

/** A turned leg, thicker in the middle, from its top to its foot. */
function leg(
  b: Brush,
  [x1, y1]: [number, number],
  [x2, y2]: [number, number],
  colour: Tones,
  thick = 22,
): string {
  const at = (share: number, off: number): [number, number] => [
    x1 + (x2 - x1) * share + off,
    y1 + (y2 - y1) * share,
  ];
  const outline = curve(
    [
      at(0, -thick * 0.7),
      at(0, -thick * 0.7),
      at(0.5, -thick),
      at(1, -thick * 0.6),
      at(1, -thick * 0.6),
      at(1, thick * 0.6),
      at(1, thick * 0.6),
      at(0.5, thick),
      at(0, thick * 0.7),
      at(0, thick * 0.7),
    ],
    true,
  );
  return oval(x2 + 16, y2, 44, 9, b.paper.contact) + solid(b, outline, colour, '', 14);
}

export function stool(b: Brush): string {
  const legs = b.main.base === tones('Oak').base ? ash : b.main;
  return (
    oval(690, 1216, 380, 50, b.paper.tableShadow) +
    leg(b, [600, 740], [632, 1180], { ...legs, base: legs.shade }) +
    leg(b, [440, 740], [330, 1226], legs, 25) +
    leg(b, [760, 740], [880, 1226], legs, 25) +
    line('M386 1010L838 1010', legs.shade, 22) +
    line('M388 1006L836 1006', legs.base, 14) +
    turned(b, 600, '690,322 712,330 744,324 768,296', b.main) +
    oval(600, 693, 262, 29, b.main.base) +
    line('M420 690q150-14 330 2M470 702q120 8 260 0M480 680q100-8 180-2', b.main.shade, 4)
  );
}

export function chair(b: Brush): string {
  const c = b.main;
  const back = { ...c, base: c.shade };
  const bow = 'M392 800C380 500 400 330 600 326C800 330 820 500 808 800';
  const spindles = steps(-3, 3, 7)
    .map((index) => `M${600 + index * 44} ${346 + index * index * 6}L${600 + index * 52} 800`)
    .join('');
  const seat = curve(
    `350,800 420,776 600,772 780,776 850,800 890,850 870,880 740,902 600,906 460,902 330,880
      310,850`,
    true,
  );
  return (
    oval(690, 1232, 420, 54, b.paper.tableShadow) +
    line(bow, b.paper.wallShadow, 26, ' transform="translate(60 20)"') +
    line(spindles, b.paper.wallShadow, 12, ' transform="translate(60 20)"') +
    leg(b, [440, 860], [420, 1170], back) +
    leg(b, [760, 860], [780, 1170], back) +
    line('M410 1060L380 1090M790 1060L826 1090M394 1076H806', c.shade, 20) +
    leg(b, [390, 880], [326, 1246], c, 26) +
    leg(b, [810, 880], [874, 1246], c, 26) +
    line(spindles, c.shade, 18) +
    line(spindles, c.base, 10, ' transform="translate(-3 0)"') +
    line(bow, c.shade, 36) +
    line(bow, c.base, 22, ' transform="translate(-5 -3)"') +
    moved('translate(0 20)', fill(seat, c.deep)) +
    solid(b, seat, c, fill(curve('420,836 600,806 780,836 700,862 600,852 500,862', true), c.shade), 20)
  );
}

function hands(cx: number, cy: number, r: number, hour: number, minute: number): string {
  return (
    turnedBy(hour, cx, cy, line(`M${cx} ${cy + r * 0.14}V${cy - r * 0.48}`, ink.base, r * 0.07)) +
    turnedBy(minute, cx, cy, line(`M${cx} ${cy + r * 0.16}V${cy - r * 0.74}`, ink.base, r * 0.045)) +
    fill(ring(cx, cy, r * 0.05), ink.base)
  );
}

const ticks = (cx: number, cy: number, r: number) =>
  steps(0, 59, 60)
    .map((index) =>
      turnedBy(
        index * 6,
        cx,
        cy,
        line(
          `M${cx} ${cy - r * 0.9}v${r * (index % 5 ? 0.03 : 0.12)}`,
          ink.base,
          index % 5 ? r * 0.012 : r * 0.04,
        ),
      ),
    )
    .join('');

export function clock(b: Brush): string {
  return b.spec.shape === 'longcase' ? longcase(b) : wallClock(b);
}

function wallClock(b: Brush): string {
  const [cx, cy, r] = [600, 600, 360];
  const glass = ring(cx, cy, r - 44);
  return (
    onWall(b, ring(cx, cy, r), 50, 48) +
    solid(b, ring(cx, cy, r), b.main, '', 24) +
    fill(ring(cx + 4, cy + 4, r - 38), b.main.deep) +
    fill(glass, dial.base) +
    ticks(cx, cy, r - 50) +
    hands(cx, cy, r - 60, 305, 60) +
    turnedBy(200, cx, cy, line(`M${cx} ${cy + 60}V${cy - 250}`, tones('Brick').base, 6)) +
    fill(ring(cx, cy, 12), tones('Brick').base) +
    inside(
      b,
      glass,
      `<path d="M${cx - 400} ${cy + 60}L${cx + 60} ${cy - 400}L${cx - 60} ${cy - 400}L${cx - 400} ${cy - 60}Z" fill="#fffaf0" fill-opacity=".5"/>`,
    )
  );
}

function longcase(b: Brush): string {
  const c = b.main;
  const hood = 'M420 520V300Q600 190 780 300V520Z';
  const trunk = roundedBox(462, 520, 276, 500, 4);
  const plinth = polygon('420,1010 780,1010 792,1240 408,1240');
  const grain = (x: number, y: number, h: number) =>
    line(
      [0, 1, 2, 3].map((index) => `M${x + index * 66} ${y}q${8 + b.random() * 10} ${h / 2} 0 ${h}`).join(''),
      c.shade,
      5,
    );
  const door = roundedBox(500, 570, 200, 400, 8);
  return (
    oval(700, 1246, 330, 34, b.paper.tableShadow) +
    onWall(b, hood + trunk, 60, 20) +
    solid(b, trunk, c, grain(490, 520, 500), 20) +
    solid(b, hood, c, '', 22) +
    box(396, 500, 408, 38, c.shade, 6) +
    box(396, 494, 408, 26, c.base, 6) +
    solid(b, plinth, c, grain(450, 1010, 230), 22) +
    box(430, 996, 340, 26, c.shade, 4) +
    box(396, 1224, 408, 24, c.deep, 4) +
    fill(door, c.deep) +
    fill(roundedBox(508, 578, 184, 384, 6), ink.base) +
    line('M600 590V830', brassTone(b).shade, 8) +
    line('M548 590V700M652 590V760', brassTone(b).base, 5) +
    fill(ring(600, 860, 52), brassTone(b).base) +
    fill(ring(590, 850, 30), brassTone(b).light) +
    box(528, 700, 40, 110, brassTone(b).base, 8) +
    box(632, 760, 40, 110, brassTone(b).base, 8) +
    box(480, 336, 240, 4, c.base) +
    fill(ring(600, 396, 108), brassTone(b).base) +
    fill(ring(600, 396, 92), dial.base) +
    ticks(600, 396, 92) +
    hands(600, 396, 86, 305, 60) +
    [396 + 24, 780].map((x) => fill(ring(x, 290, 16), brassTone(b).base)).join('') +
    fill(ring(600, 232, 20), brassTone(b).base)
  );
}

const brassTone = (b: Brush) => b.accent;
