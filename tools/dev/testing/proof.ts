import { existsSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from '../processes/launch.ts';
import { root } from '../stack.ts';
import { plainText } from './checks.ts';
import { excerpt } from './excerpt.ts';
import { type Context, failedOnce, type Outcome, type Stage } from './stage.ts';

const SCRIPT = path.join(root, 'e2e/faults/main.ts');
/** The short form: one seed, so that a failure can be reproduced. */
const SHORT = [
  '--seconds',
  '45',
  '--seed',
  '7',
  '--faults',
  '8',
  '--rush',
  '0',
  '--heal-seconds',
  '90',
  '--json',
];

/** The part of the proof's JSON that is read here. */
export interface ProofResult {
  seed: number;
  faults: string[];
  verdicts: {
    name: string;
    promise: string;
    violations: number;
    shown?: { what: string; log: string[] };
  }[];
}

/** Shoppers and faults on the shop of the journeys; the last stage, because it changes everything. */
export const proof: Stage = {
  name: 'prove',
  needs: 'shop',
  isThere: () => existsSync(SCRIPT),
  run: runProof,
};

async function runProof({ stack, env }: Context): Promise<Outcome> {
  const { output } = await runToEnd(
    {
      name: 'prove',
      command: process.execPath,
      args: [SCRIPT, ...SHORT],
      cwd: root,
      env: { ...process.env, ...env, ...plainText },
      log: path.join(stack.logs, 'prove.log'),
    },
    stack.pids,
  );
  const result = resultIn(output);
  return result ? readProof(result) : failedOnce(`The proof ended without a result:\n${excerpt(output)}`);
}

/** The result is the last thing printed; progress comes before it. */
function resultIn(output: string): ProofResult | undefined {
  try {
    return JSON.parse(output.slice(output.indexOf('\n{\n'))) as ProofResult;
  } catch {
    return undefined;
  }
}

/** Each guarantee counts as a test. */
export function readProof({ seed, faults, verdicts }: ProofResult): Outcome {
  const failures = verdicts
    .filter(({ violations }) => violations > 0)
    .map(({ name, promise, violations, shown }) =>
      [
        `${name}: ${promise}`,
        `violated ${violations} times with seed ${seed} and these faults: ${faults.join('; ')}`,
        ...(shown ? [shown.what, ...shown.log] : []),
      ].join('\n'),
    );
  return { passed: verdicts.length - failures.length, failed: failures.length, failures };
}
