import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import { say, Stop } from '../console.ts';
import { bin } from '../testing/checks.ts';
import { installed } from './debian.ts';
import { onPath } from './part.ts';

const run = promisify(execFile);

// The shell without windows first: journeys take two thirds of the time. Older releases do not have it.
const PACKAGES = ['chromium-headless-shell', 'chromium'];
const NAMES = [...PACKAGES, 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const REMEDY = `Chromium is missing, which the tests of pages need. One of these helps:
    npx playwright install --with-deps chromium
    sudo apt-get install chromium       (Debian)
    CHROMIUM_PATH=/path/to/chrome npm test`;

/** The browser for tests of pages, put there when this machine has none. @throws Stop */
export async function findChromium(): Promise<string> {
  const found = process.env['CHROMIUM_PATH'] || present() || (await fetched());
  if (found) return found;
  throw new Stop(REMEDY);
}

function present(): string | undefined {
  const own = chromium.executablePath();
  return NAMES.map((name) => onPath(name)).find(Boolean) ?? (existsSync(own) ? own : undefined);
}

/** Debian's where we may install programs, else the one that Playwright offers. */
async function fetched(): Promise<string | undefined> {
  say('Fetching Chromium for the tests of pages …');
  for (const name of PACKAGES) if ((await installed(name)) && present()) return present();
  await run(process.execPath, [bin('@playwright/test/cli.js'), 'install', 'chromium']).catch(() => undefined);
  return present();
}
