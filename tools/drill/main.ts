// `npm run drill -- <name>`: a fault on a shop of its own; the series must move, the alert must fire and end.
import { parseArgs } from 'node:util';
import { showProgressOn, Stop } from '../dev/console.ts';
import { openStack } from '../dev/stack.ts';
import { supervise } from '../dev/supervision.ts';
import { NOT_CHECKED } from '../dev/testing/checks.ts';
import type { Drill, DrillResult } from './drill.ts';
import { drills, QUICK } from './drills.ts';
import { runDrill } from './run-drill.ts';
import { FACTOR, openScene } from './stack.ts';

const USAGE = `npm run drill -- <name> [<name> ...] | --all | --quick | --list  [--json]
  --all    every drill, on one shop
  --quick  the drills that npm test runs
  --list   names, faults and alerts`;

const { wanted, isList, isJson } = read(process.argv.slice(2));
if (isList) {
  for (const { name, fault, alert } of drills) console.log(`${name.padEnd(22)} ${alert.padEnd(24)} ${fault}`);
} else {
  const stack = openStack('drill');
  await supervise({ stack, codeWhenStopped: 130, work: () => run(stack) });
}

async function run(stack: ReturnType<typeof openStack>): Promise<number> {
  showProgressOn(process.stderr); // standard output is for the result
  const scene = await openScene(stack);
  if (!scene) {
    console.log('Nothing was drilled: that needs Prometheus, sudo apt-get install prometheus');
    return NOT_CHECKED;
  }
  const results: DrillResult[] = [];
  for (const drill of wanted) {
    scene.report(`${drill.name}: ${drill.fault}`);
    const result = await runDrill(drill, scene);
    for (const fault of result.faults) scene.report(`${drill.name}: FAILED: ${fault}`);
    results.push(result);
  }
  if (isJson) console.log(JSON.stringify({ factor: FACTOR, results }, undefined, 2));
  else print(results);
  return results.every(({ faults }) => faults.length === 0) ? 0 : 1;
}

function print(results: DrillResult[]): void {
  const shown = (value: number | undefined): string =>
    (value === undefined ? '-' : String(value)).padStart(8);
  console.log(
    `\n${'drill'.padEnd(22)} ${'alert'.padEnd(24)}   series   firing notified resolved    calls  guarantees`,
  );
  for (const { name, alert, seriesS, firingS, notifiedS, resolvedS, calls, guarantees, faults } of results) {
    const times = [seriesS, firingS, notifiedS, resolvedS, calls].map(shown).join(' ');
    console.log(
      `${name.padEnd(22)} ${alert.padEnd(24)} ${times}  ${guarantees ?? '-'}${faults.length > 0 ? '  FAILED' : ''}`,
    );
    for (const fault of faults) console.log(`    ${fault}`);
  }
  const failed = results.filter(({ faults }) => faults.length > 0).length;
  console.log(
    `\ndrill: ${results.length - failed} passed, ${failed} failed; seconds, with rules ${FACTOR} times as fast`,
  );
}

function read(args: string[]): { wanted: Drill[]; isList: boolean; isJson: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        all: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const names = values.all ? drills.map(({ name }) => name) : values.quick ? QUICK : positionals;
    const unknown = names.find((name) => !drills.some((drill) => drill.name === name));
    if (unknown) throw new Error(`there is no drill "${unknown}"`);
    if (names.length === 0 && !values.list) throw new Error('which drill?');
    const chosen = drills.filter(({ name }) => names.includes(name));
    return { wanted: chosen, isList: values.list, isJson: values.json };
  } catch (fault) {
    if (fault instanceof Stop) throw fault;
    console.error(`${(fault as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}
