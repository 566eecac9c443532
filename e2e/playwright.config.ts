import { defineConfig, type PlaywrightTestOptions, type PlaywrightWorkerOptions } from '@playwright/test';
import { chromium } from './fixtures/chromium.ts';

/** Axe alone takes seconds per page where two browsers share a busy machine. */
const PAGE_TIMEOUT_MS = 150_000;
const PAGES = '**/storefront-*.e2e.spec.ts';

/** A browser as shoppers have it; motion is off, so that nothing is looked at half way. */
const browser = {
  locale: 'en-GB',
  timezoneId: 'Europe/London',
  contextOptions: { reducedMotion: 'reduce' },
  launchOptions: chromium,
  screenshot: 'only-on-failure',
} satisfies Pick<PlaywrightTestOptions, 'locale' | 'timezoneId' | 'contextOptions'> &
  Pick<PlaywrightWorkerOptions, 'launchOptions' | 'screenshot'>;

// Against a running shop: `npm test` starts one of its own; BASE_URL points to any other.
export default defineConfig({
  testDir: 'journeys',
  timeout: 60_000,
  // A busy machine is no fault of the shop.
  expect: { timeout: 15_000 },
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  use: { baseURL: process.env['BASE_URL'] ?? 'http://localhost:8080' },
  projects: [
    { name: 'api', testMatch: '**/*.e2e.spec.ts', testIgnore: PAGES },
    {
      name: 'desktop',
      testMatch: PAGES,
      timeout: PAGE_TIMEOUT_MS,
      grepInvert: /@phone/,
      use: { ...browser, viewport: { width: 1440, height: 900 } },
    },
    {
      name: 'phone',
      testMatch: PAGES,
      timeout: PAGE_TIMEOUT_MS,
      // What does not depend on the size of the screen is looked at once.
      grepInvert: /@once/,
      use: {
        ...browser,
        viewport: { width: 390, height: 844 },
        deviceScaleFactor: 2,
        isMobile: true,
        hasTouch: true,
      },
    },
  ],
});
