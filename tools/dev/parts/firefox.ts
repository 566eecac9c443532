import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { firefox } from '@playwright/test';
import { say, Stop } from '../console.ts';
import { bin } from '../testing/checks.ts';
import { installed } from './debian.ts';
import { onPath } from './part.ts';

const run = promisify(execFile);

const NAMES = ['firefox-esr', 'firefox'];
const REMEDY = `Firefox is missing, which the comparison of runtimes needs. One of these helps:
    npx playwright install --with-deps firefox
    sudo apt-get install firefox-esr       (Debian)
    FIREFOX_PATH=/path/to/firefox npm run runtimes`;

/** Firefox, put there when this machine has none. @throws Stop */
export async function findFirefox(): Promise<string> {
  const found = process.env['FIREFOX_PATH'] || present() || (await fetched());
  if (found) return found;
  throw new Stop(REMEDY);
}

function present(): string | undefined {
  const own = firefox.executablePath();
  return NAMES.map((name) => onPath(name)).find(Boolean) ?? (existsSync(own) ? own : undefined);
}

/** Debian's where we may install programs, else the one that Playwright offers. */
async function fetched(): Promise<string | undefined> {
  say('Fetching Firefox for the comparison of runtimes …');
  if (await installed('firefox-esr')) return present();
  await run(process.execPath, [bin('@playwright/test/cli.js'), 'install', 'firefox']).catch(() => undefined);
  return present();
}
