import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from './csv-file.ts';
import { ShopClient } from './shop-client.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** A path as the person meant it: npm runs scripts in the project's folder, wherever it was called. */
export function pathFromCaller(file: string): string {
  return path.resolve(process.env['INIT_CWD'] ?? process.cwd(), file);
}

/** The shop that is meant, and an account of its staff: from the environment, else the running dev stack. */
export function openShop(): ShopClient {
  const origin = process.env['BASE_URL'] ?? runningStack()?.baseUrl ?? 'http://localhost:8080';
  return new ShopClient(origin, {
    email: setting('EMAIL', 'email'),
    password: setting('PASSWORD', 'password'),
  });
}

function setting(name: string, field: 'email' | 'password'): string {
  const value =
    process.env[`TRADEPOST_${name}`] ??
    runningStack()?.accounts?.find(({ role }) => role === 'admin')?.[field];
  if (value) return value;
  throw new InputError(
    'no account: start the shop with npm start, or set TRADEPOST_EMAIL and TRADEPOST_PASSWORD',
  );
}

/** What the dev stack writes of itself while it runs. */
interface StackFile {
  baseUrl?: string;
  accounts?: { email: string; password: string; role: string }[];
}

function runningStack(): StackFile | undefined {
  try {
    return JSON.parse(readFileSync(path.join(root, '.local/dev/stack.json'), 'utf8')) as StackFile;
  } catch {
    return undefined;
  }
}

/** Runs a command: its result is the exit code; what a person can mend is one line, not a stack trace. */
export async function runCommand(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    const wrongArguments = String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
    if (!(error instanceof InputError) && !wrongArguments) throw error;
    console.error((error as Error).message);
    process.exitCode = wrongArguments ? 2 : 1;
  }
}
