import { gzipSync } from 'node:zlib';
import { addToCart, awake, expect, type Page, test } from '../fixtures/storefront.ts';

const SCRIPT_BUDGET = 120 * 1024;
const SHIFT_BUDGET = 0.02;
/** What Lighthouse takes for a mid-range phone on a slow 4G connection. */
const SLOW_4G = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};
const CPU_SLOWDOWN = 4;

test('the product page’s scripts stay within their budget', { tag: '@once' }, async ({ page, shop }) => {
  const { slug } = await shop.aVariant();
  await page.goto(`/products/${slug}`);
  await awake(page);
  await page.waitForLoadState('networkidle');
  const addresses = await page.evaluate<string[]>(
    `performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))`,
  );
  const scripts = await Promise.all(
    [...new Set(addresses)].map(async (url) => ({
      name: new URL(url).pathname,
      bytes: gzipSync(await (await page.request.get(url)).body()).length,
    })),
  );
  const bytes = scripts.reduce((sum, one) => sum + one.bytes, 0);
  const sizes = scripts
    .sort((a, b) => b.bytes - a.bytes)
    .map((one) => `${one.bytes} ${one.name}`)
    .join('\n');
  expect(scripts.length, sizes).toBeGreaterThan(2);
  expect(bytes, sizes).toBeLessThanOrEqual(SCRIPT_BUDGET);
  console.log(
    `scripts of the product page: ${(bytes / 1024).toFixed(1)} KB of ${SCRIPT_BUDGET / 1024} KB gzip`,
  );
});

test('nothing moves while pages load', async ({ page, shop }) => {
  const { slug } = await shop.aVariant();
  const categories = (await (await shop.request.get('/api/v1/categories')).json()) as {
    items: { slug: string }[];
  };
  const paths = ['/', `/categories/${categories.items[0]?.slug}`, `/products/${slug}`];
  for (const path of paths) await expectStill(page, path);
  await addToCart(page);
  for (const path of ['/cart', '/checkout']) await expectStill(page, path);
});

async function expectStill(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
  await page.waitForLoadState('networkidle');
  const shift = await page.evaluate<number>(`new Promise((done) => {
    let sum = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    });
    observer.observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
  })`);
  expect(shift, path).toBeLessThanOrEqual(SHIFT_BUDGET);
}

test(
  'the largest contentful paint on a slow phone is reported',
  { tag: '@phone' },
  async ({ page, shop }) => {
    const { slug } = await shop.aVariant();
    const browser = await page.context().newCDPSession(page);
    await browser.send('Network.enable');
    await browser.send('Network.emulateNetworkConditions', SLOW_4G);
    await browser.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    for (const path of ['/', `/products/${slug}`]) {
      await browser.send('Network.clearBrowserCache');
      await page.goto(path, { waitUntil: 'load' });
      const paint = await page.evaluate<number>(`new Promise((done) => {
      new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
        .observe({ type: 'largest-contentful-paint', buffered: true });
    })`);
      console.log(`largest contentful paint of ${path}: ${(paint / 1000).toFixed(2)} s on a slow phone`);
      expect(paint).toBeGreaterThan(0);
    }
  },
);
