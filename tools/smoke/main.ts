// Is the shop at this address well? Buys something from outside and says of each step how long it took.
import { parseArgs } from 'node:util';
import { runCommand } from '../input/command-line.ts';
import { InputError } from '../input/csv-file.ts';
import { purchase } from './purchase.ts';
import { Steps, Unexpected, type StepResult } from './steps.ts';
import { Visitor } from './visitor.ts';

const USAGE = 'Usage: npm run smoke -- [http://localhost:8080] [--json]';

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [origin = process.env['BASE_URL'] ?? 'http://localhost:8080', ...more] = positionals;
  if (more.length > 0) {
    console.error(USAGE);
    return 2;
  }
  if (!/^https?:$/.test(URL.parse(origin)?.protocol ?? ''))
    throw new InputError(`${origin} is no address; write it like http://localhost:8080`);
  return visit(origin, values.json);
});

async function visit(origin: string, json: boolean): Promise<number> {
  const steps = new Steps((result) => {
    if (!json) console.log(line(result));
  });
  await purchase(steps, new Visitor(origin)).catch((error: unknown) => {
    if (!(error instanceof Unexpected)) throw error;
  });
  const [passed, failed] = [steps.count(true), steps.count(false)];
  if (json)
    console.log(JSON.stringify({ ok: failed === 0, origin, passed, failed, steps: steps.results }, null, 2));
  else console.log(`smoke: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function line({ ok, ms, name, said }: StepResult): string {
  return `${ok ? 'ok  ' : 'FAIL'} ${String(ms).padStart(6)} ms  ${name}${said ? `: ${said}` : ''}`;
}
