// `npm run prove -- --self-test`: breaks one rule after the other in a copy of the source and runs a short proof on
// each. A check that detects no violation proves nothing.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Verdict } from '../report.ts';
import type { Mutation } from './mutation.ts';
import { mutations } from './mutations.ts';
import { Scratch } from './scratch.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const FOLDER = path.join(root, '.local/prove/self-test');

interface Proof {
  code: number;
  verdicts: Verdict[];
  errors: string;
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '15' },
  },
});
process.exitCode = await selfTest();

async function selfTest(): Promise<number> {
  const wanted = mutations.filter(
    ({ name }) => values.only.length === 0 || values.only.some((part) => name.includes(part)),
  );
  const scratch = new Scratch(root, FOLDER);
  let missed = 0;
  if (values.only.length === 0 && !(await isSound())) missed++;
  for (const mutation of wanted) if (!(await isFound(scratch, mutation))) missed++;
  console.log(`\n${wanted.length} broken rules, ${missed === 0 ? 'all found' : `${missed} faults`}`);
  return missed === 0 ? 0 : 1;
}

/** The unchanged source must violate nothing. */
async function isSound(): Promise<boolean> {
  const { code, verdicts, errors } = await proof({ count: 0, only: '', rush: 150 });
  const broken = violated(verdicts);
  const isFine = code === 0 && verdicts.length > 0;
  report(isFine, 'the source as it is', isFine ? 'no violation' : `violates ${broken.join(', ') || errors}`);
  return isFine;
}

async function isFound(
  scratch: Scratch,
  { name, rule, edits, expects, faults, rush, seconds }: Mutation,
): Promise<boolean> {
  const mend = scratch.breakRule(edits);
  try {
    const { verdicts, errors } = await proof({
      count: 0,
      only: '',
      ...faults,
      rush: rush ?? 0,
      ...(seconds && { seconds }),
    });
    const broken = violated(verdicts);
    const seen = broken.filter((one) => expects.includes(one));
    const isSeen = seen.length > 0;
    const others = `not by ${expects.join(' or ')}, but by ${broken.join(', ') || 'nothing'}`;
    const what = verdicts.length === 0 ? `the proof did not run\n${errors}` : others;
    report(isSeen, name, isSeen ? `seen by ${broken.join(', ')}` : what);
    console.log(`          ${verdicts.find((one) => one.name === seen[0])?.shown?.what ?? `rule: ${rule}`}`);
    return seen.length > 0;
  } finally {
    mend();
  }
}

function violated(verdicts: readonly Verdict[]): string[] {
  return verdicts.filter(({ violations }) => violations > 0).map(({ name }) => name);
}

function report(isGood: boolean, name: string, what: string): void {
  console.log(`${isGood ? 'found   ' : 'MISSED  '}  ${name}: ${what}`);
}

interface ProofOptions {
  count: number;
  only: string;
  rush: number;
  seconds?: number;
}

function proof({ count, only, rush, seconds = Number(values.seconds) }: ProofOptions): Promise<Proof> {
  const args = ['--seconds', String(seconds), '--seed', values.seed, '--faults', String(count), '--json'];
  const more = ['--rush', String(rush), '--heal-seconds', '30', ...(only ? ['--only', only] : [])];
  const child = spawn(process.execPath, ['tools/dev/prove.ts', ...args, ...more], { cwd: FOLDER });
  const output = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (output.out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output.err += text.toString()));
  return new Promise((resolve, reject) =>
    child.on('error', reject).on('close', (code) => {
      const errors = output.err.split('\n').slice(-15).join('\n');
      resolve({ code: code ?? 1, verdicts: verdictsIn(output.out), errors });
    }),
  );
}

function verdictsIn(output: string): Verdict[] {
  try {
    return (JSON.parse(output) as { verdicts: Verdict[] }).verdicts;
  } catch {
    return []; // it ended before there was a result; its errors say why
  }
}
