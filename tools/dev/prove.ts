// `npm run prove`: a shop of its own on private servers, shoppers and faults on it, then the checks.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { showProgressOn, Stop } from './console.ts';
import { readOptions } from './options.ts';
import { freePort } from './processes/ports.ts';
import { openShop } from './shop.ts';
import { openStack, root, type Stack } from './stack.ts';
import { stackFileOf } from './stack-file.ts';
import { supervise } from './supervision.ts';

const args = process.argv.slice(2);
if (args.includes('--self-test')) {
  const others = args.filter((arg) => arg !== '--self-test');
  process.exitCode = await run('e2e/faults/self-test/main.ts', others, process.env);
} else {
  const stack = openStack('prove');
  await supervise({ stack, codeWhenStopped: 130, work: () => prove(stack) });
}

async function prove(stack: Stack): Promise<number> {
  showProgressOn(process.stderr); // standard output is for the result
  const { instances, others } = splitArguments(args);
  // Short enough that some payers are too late.
  const env = { RATE_LIMITS: 'off', PAYMENT_CHALLENGE_MS: '8000' };
  await openShop(stack, { gatewayPort: await freePort(), instances, reset: true, env });
  return run('e2e/faults/main.ts', others, { ...process.env, TEST_STACK_FILE: stackFileOf(stack) }, stack);
}

function run(script: string, options: string[], env: NodeJS.ProcessEnv, stack?: Stack): Promise<number> {
  const child = spawn(process.execPath, [path.join(root, script), ...options], { stdio: 'inherit', env });
  stack?.teardown.add(() => Promise.resolve(child.kill()));
  return new Promise((resolve, reject) => child.on('error', reject).on('exit', (code) => resolve(code ?? 1)));
}

/** `--instances` is for the stack; the other options go to the proof. */
function splitArguments(given: string[]): { instances: Record<string, number>; others: string[] } {
  const at = given.findIndex((arg) => arg === '--instances' || arg.startsWith('--instances='));
  if (at === -1) return { instances: {}, others: given };
  const isInline = given[at] !== '--instances';
  const value = isInline ? given[at]?.slice('--instances='.length) : given[at + 1];
  if (!value) throw new Stop('--instances needs a value such as 2 or order=2');
  const { instances } = readOptions(['--instances', value]);
  return { instances, others: given.toSpliced(at, isInline ? 1 : 2) };
}
