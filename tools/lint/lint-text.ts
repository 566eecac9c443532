import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** A file that need not exist has no types. */
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** What lint says of a text at a path of the project, as `rule: message`. */
export async function lintText(path: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `${root}${path}` });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

/** Lints an existing file, with types. */
export async function lintFile(path: string): Promise<{ line: number; ruleId: string | null }[]> {
  const [result] = await new ESLint({ cwd: root, ignore: false }).lintFiles(path);
  return (result?.messages ?? []).map(({ line, ruleId }) => ({ line, ruleId }));
}
