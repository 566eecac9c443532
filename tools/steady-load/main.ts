// Guests buy at a steady rate while a command runs, for example a rolling restart: how many of their requests fail?
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { runCommand } from '../input/command-line.ts';
import { InputError } from '../input/csv-file.ts';
import { failuresOf, SteadyLoad } from './steady-load.ts';

const USAGE = `Usage: npm run steady-load -- [http://localhost:8080] [--per-second 1] -- <command>
Makes purchases until the command has ended and those that began are finished. The shop needs RATE_LIMITS=off.
Exit code 0 when no request failed and the command succeeded.`;

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'per-second': { type: 'string', default: '1' } },
  });
  const [origin = '', ...command] = positionals;
  const perSecond = Number(values['per-second']);
  if (!/^https?:$/.test(URL.parse(origin)?.protocol ?? '') || command.length === 0) {
    console.error(USAGE);
    return 2;
  }
  if (!(perSecond > 0 && perSecond <= 50))
    throw new InputError(`--per-second ${values['per-second']} is not a number above 0 and up to 50`);
  const load = new SteadyLoad(origin, perSecond);
  const code = await run(command);
  const { purchases, requests, failures } = await load.finish();
  const { count, lines } = failuresOf(failures);
  for (const line of lines) console.log(line);
  console.log(
    `steady load: ${purchases} purchases, ${requests} requests, ${count} failed; the command exited with ${code}`,
  );
  return count === 0 && code === 0 ? 0 : 1;
});

async function run([program = '', ...args]: string[]): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
