import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Stop } from '../dev/console.ts';
import { run } from '../programs/run.ts';
import { FOLDER, type Pushed } from './build.ts';

/** Signs what was pushed, and attaches to each image its list of packages. In CI the workflow's identity is the key. */
export async function signImages(): Promise<void> {
  const file = path.join(FOLDER, 'pushed.json');
  if (!existsSync(file))
    throw new Stop('Nothing was pushed: first npm run images -- build --push --prefix <registry>/');
  for (const { name, reference } of JSON.parse(readFileSync(file, 'utf8')) as Pushed[]) {
    const bill = path.join(FOLDER, 'bills', `${name}.cdx.json`);
    if (!existsSync(bill)) throw new Stop(`${bill} is missing: first npm run images -- bills`);
    await run('cosign', ['sign', '--yes', reference]);
    await run('cosign', ['attest', '--yes', '--type', 'cyclonedx', '--predicate', bill, reference]);
  }
}
