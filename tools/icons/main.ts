// `npm run icons`: draws the storefront's icons for phones and home screens from its icon.svg. A browser draws them:
// the one in CHROMIUM_PATH, else Playwright's own (`npx playwright install chromium`).
import { readFileSync } from 'node:fs';
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
for (const { file, size, svg } of icons) {
  await page.setViewportSize({ width: size, height: size });
  const sized = svg.replace('<svg ', `<svg width="${size}" height="${size}" style="display:block" `);
  await page.setContent(`<body style="margin:0">${sized}</body>`);
  await page.screenshot({ path: path.join(folder, file), omitBackground: true });
}
await browser.close();
