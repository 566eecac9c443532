// `npm run icons`: draws the storefront's icons for phones and home screens from its icon.svg. A browser draws them:
// the one in CHROMIUM_PATH, else Playwright's own (`npx playwright install chromium`).
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

const folder = path.resolve(import.meta.dirname, '../../apps/storefront/public');
const drawing = readFileSync(path.join(folder, 'icon.svg'), 'utf8');
// Phones cut their own corners.
const whole = drawing.replace(/ rx="\d+"/, '');

const icons = [
  { file: 'apple-touch-icon.png', size: 180, svg: whole },
  { file: 'icon-192.png', size: 192, svg: drawing },
  { file: 'icon-512.png', size: 512, svg: drawing },
  { file: 'icon-maskable.png', size: 512, svg: whole },
];

const executablePath = process.env['CHROMIUM_PATH'];
const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });
const page = await browser.newPage();
for (const { file, size, svg } of icons) writeFileSync(path.join(folder, file), await drawn(svg, size));
// What browsers and crawlers ask for without a link.
const small: Buffer[] = [];
for (const size of [16, 32, 48]) small.push(await drawn(drawing, size));
writeFileSync(path.join(folder, 'favicon.ico'), iconFile(small));
await browser.close();

async function drawn(svg: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size });
  const sized = svg.replace('<svg ', `<svg width="${size}" height="${size}" style="display:block" `);
  await page.setContent(`<body style="margin:0">${sized}</body>`);
  return page.screenshot({ omitBackground: true });
}

/** An .ico file of PNG pictures: a directory, then the pictures as they are. */
function iconFile(pictures: readonly Buffer[]): Buffer {
  const ENTRY_BYTES = 16;
  const head = Buffer.alloc(6 + ENTRY_BYTES * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [at, picture] of pictures.entries()) {
    const entry = 6 + ENTRY_BYTES * at;
    // A PNG has its width at byte 16 and its height at byte 20.
    head.writeUInt8(picture.readUInt32BE(16), entry);
    head.writeUInt8(picture.readUInt32BE(20), entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(picture.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += picture.length;
  }
  return Buffer.concat([head, ...pictures]);
}
