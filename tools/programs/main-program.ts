import { Stop } from '../dev/console.ts';

/** Runs a command line program: what its user can mend is a message without a stack. */
export async function runProgram(usage: string, work: (args: string[]) => Promise<void>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) return console.log(usage);
  try {
    await work(args);
  } catch (error) {
    const isWrongArgument = String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
    if (!(error instanceof Stop) && !isWrongArgument) throw error;
    console.error(isWrongArgument ? `${(error as Error).message}\n\n${usage}` : (error as Error).message);
    process.exitCode = isWrongArgument ? 2 : 1;
  }
}
