// `npm run runtimes`: amounts are written alike by this Node, the oldest that `engines` allows, Chromium and Firefox.
import { say, Stop } from '../dev/console.ts';
import { findChromium } from '../dev/parts/chromium.ts';
import { findFirefox } from '../dev/parts/firefox.ts';
import { amountLines } from './amounts.ts';
import { chromiumArguments, firefoxArguments, linesOfBrowser } from './browser.ts';
import { linesOfOldestNode, oldestRelease } from './oldest-node.ts';

const SHOWN = 10;

const runtimes: Record<string, () => Promise<string[]>> = {
  [`Node ${oldestRelease()}`]: linesOfOldestNode,
  Chromium: async () => await linesOfBrowser(await findChromium(), chromiumArguments),
  Firefox: async () => await linesOfBrowser(await findFirefox(), firefoxArguments),
};

const expected = amountLines();
for (const [name, read] of Object.entries(runtimes)) {
  try {
    const lines = await read();
    const differences = expected.flatMap((line, i) => (line === lines[i] ? [] : [`${line} ≠ ${lines[i]}`]));
    if (lines.length !== expected.length) differences.push(`${lines.length} of ${expected.length} lines`);
    if (differences.length === 0) say(`${name}: ${lines.length} amounts as in Node ${process.versions.node}`);
    else fail(name, `${differences.length} differ\n  ${differences.slice(0, SHOWN).join('\n  ')}`);
  } catch (fault) {
    fail(name, fault instanceof Stop ? fault.message : String(fault));
  }
}

function fail(name: string, why: string): void {
  process.exitCode = 1;
  say(`${name}: ${why}`);
}
