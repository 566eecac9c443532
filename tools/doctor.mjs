// `npm run doctor`: what is wrong with this set-up, and what to do. Plain JavaScript without packages, so that
// it works with an old Node and before anything is installed.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { examine } from './doctor/examine.mjs';

const USAGE = 'Usage: npm run doctor -- [--json]';
const MARKS = { ok: 'ok  ', warning: '!   ', problem: 'FAIL' };

const args = process.argv.slice(2);
if (args.some((arg) => arg !== '--json')) {
  console.error(USAGE);
  process.exit(2);
}
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const findings = await examine({ root, env: process.env });
const count = (level) => findings.filter((finding) => finding.level === level).length;
const [problems, warnings] = [count('problem'), count('warning')];
if (args.includes('--json'))
  console.log(JSON.stringify({ ok: problems === 0, problems, warnings, findings }, undefined, 2));
else print();
process.exitCode = problems === 0 ? 0 : 1;

function print() {
  for (const { check, level, says, remedy } of findings) {
    console.log(`${MARKS[level]}  ${check.padEnd(15)}  ${says}`);
    if (remedy) console.log(`${' '.repeat(23)}-> ${remedy}`);
  }
  console.log(`\ndoctor: ${problems} problems, ${warnings} warnings`);
}
