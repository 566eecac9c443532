// Shoppers and faults on a running shop, then a check of every guarantee. `npm run prove` starts a shop
// of its own for it; TEST_STACK_FILE names any other.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readRecords } from './records/read-records.ts';
import { Saboteur } from './faults/saboteur.ts';
import { planFaults } from './faults/schedule.ts';
import { untilHealed } from './healing.ts';
import { History } from './load/history.ts';
import { runLoad } from './load/load.ts';
import { buySplit, rush } from './load/rush.ts';
import { createTestData } from './load/test-data.ts';
import { type Options, readOptions } from './options.ts';
import { judge, printCalls, printVerdicts, type Verdict } from './report.ts';
import { Stack } from './stack.ts';

const ITEMS = 9;
const RUSHED = 100;
const SPLIT_BUYERS = 30;
const root = path.resolve(import.meta.dirname, '../..');

interface Result {
  seed: number;
  calls: number;
  faults: string[];
  /** What was still in progress at the time limit, by name. */
  unhealed: Record<string, number>;
  verdicts: Verdict[];
}

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const stackFile = process.env['TEST_STACK_FILE'];
  if (!stackFile) throw new Error('TEST_STACK_FILE must name a running shop; npm run prove starts one');
  const options = readOptions(args);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const folder = path.join(root, '.local/prove/runs', `seed-${options.seed}`);
  mkdirSync(folder, { recursive: true });
  const history = new History(folder);
  const result = await prove(new Stack(stackFile), options, history, say);
  history.close();
  writeFileSync(path.join(folder, 'result.json'), JSON.stringify(result, undefined, 2));
  if (options.json) console.log(JSON.stringify(result, undefined, 2));
  else print(result, history);
  return result.verdicts.some(({ violations }) => violations > 0) ? 1 : 0;
}

async function prove(
  stack: Stack,
  options: Options,
  history: History,
  say: (line: string) => void,
): Promise<Result> {
  const { seed, loadMs, shoppers, faults: count, only, healMs, rush: buyers } = options;
  const startedAt = Date.now();
  const since = (): string => `${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s`;
  const size = { items: ITEMS, rushed: buyers > 0 ? RUSHED : 0, users: Math.floor(shoppers / 2) };
  const { baseUrl } = stack.file;
  const data = await createTestData(stack.file, history, { seed, size });
  if (!options.calm) await buySplit(data.split, history, { baseUrl, seed, buyers: SPLIT_BUYERS });
  if (data.rushed) {
    await rush(data.rushed, history, { baseUrl, seed, buyers });
    say(`${since()}  ${buyers} buyers of ${RUSHED} pieces`);
  }
  const plan = planFaults({ seed, loadMs, count, only, apps: stack.apps });
  say(`${since()}  seed ${seed}: ${shoppers} shoppers for ${loadMs / 1_000} s, ${plan.length} faults`);
  const saboteur = new Saboteur(stack, seed, (line) => say(`${since()}  ${line}`));
  const isEnough = options.untilClosed ? inputClosed() : () => false;
  say(`${since()}  customers shop`);
  let faults: string[];
  try {
    const { calm } = options;
    const load = runLoad(data, history, { baseUrl, seed, shoppers, ms: loadMs, calm, isEnough });
    const [done] = await Promise.all([saboteur.run(plan), load]);
    faults = done.map(({ what }) => what);
  } finally {
    saboteur.release();
  }
  say(`${since()}  ${history.entries.length} calls made, waiting until nothing is in progress`);
  const unhealed = await untilHealed(stack, { limitMs: healMs, startedAt });
  say(
    `${since()}  ${Object.keys(unhealed).length === 0 ? 'nothing in progress' : `still in progress: ${JSON.stringify(unhealed)}`}`,
  );
  const records = await readRecords(stack.file.databaseAdminUrl, stack.file.redisUrl);
  const verdicts = judge({ records, history: history.entries, startedAt });
  return { seed, calls: history.entries.length, faults, unhealed, verdicts };
}

function inputClosed(): () => boolean {
  let isClosed = false;
  process.stdin.on('end', () => (isClosed = true)).resume();
  return () => isClosed;
}

function print({ seed, verdicts }: Result, history: History): void {
  console.log(`\n${history.entries.length} calls, in ${path.relative(process.cwd(), history.file)}:`);
  printCalls({ history: history.entries });
  console.log('');
  printVerdicts(verdicts);
  const broken = verdicts.filter(({ violations }) => violations > 0).length;
  console.log(`\nseed ${seed}: ${verdicts.length - broken} guarantees hold, ${broken} violated`);
}
