// `npm run bench`: what the shop can do and what that costs, alone or alternately with an earlier build (bench/README.md).
import { existsSync } from 'node:fs';
import path from 'node:path';
import { measureAlone } from './alone.ts';
import { compare } from './compare.ts';
import { Results } from './measures/results.ts';
import { summary } from './measures/table.ts';
import { readOptions } from './options.ts';

import { profile } from './profile/profile.ts';
import { checkedOut, nameOf } from './sides/checkout.ts';
import { root } from './sides/shop-process.ts';
import { withSides } from './sides/with-sides.ts';

const options = readOptions(process.argv.slice(2));
const { against, keep } = options;
const folders = [
  ...(against ? [existsSync(against) ? path.resolve(against) : checkedOut(against)] : []),
  root,
];
const names = folders.map(nameOf);
const results = new Results(names, options.json);
const env: Record<string, string> = options.profile
  ? { NODE_OPTIONS: '--inspect-port=0', POSTGRES_STATEMENTS: 'on' }
  : {};
const shops = folders.map((folder, n) => ({ name: names[n] ?? '', folder, stack: 'dev', env }));

await withSides(shops, { ...options, isKept: keep }, async (sides) => {
  if (options.profile) return profile(sides, options);

  await compare(sides, options, results);
  if (!against && sides[0]) await measureAlone(sides[0], options, results);
  for (const side of sides) results.keep(`memory peak of ${side.name}, MB`, side.memoryPeakMb());
  console.log(`\n${summary(results.scenarios, names)}\n`);
  for (const [name, value] of Object.entries(results.others))
    console.log(`${name}: ${JSON.stringify(value)}`);
});
