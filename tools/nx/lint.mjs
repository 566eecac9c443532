// ESLint with types costs a TypeScript program before the first file. Nx gives this executor all projects that have to be
// linted at once; above a few of them one program of everything is cheaper than one for each.
import { ESLint } from 'eslint';
import { everythingInOneProgram, MOST_PROGRAMS } from '../lint/programs.mjs';

// Nothing changes while it runs: no watchers, no second look at a file.
process.env.TSESTREE_SINGLE_RUN = 'true';

export default async function lintProject({ files }, { root }) {
  const { success, terminalOutput } = await lint(new ESLint({ cwd: root }), files);
  if (terminalOutput) console.error(terminalOutput);
  return { success };
}

export async function* lintProjects({ tasks }, options, _overrides, { root }) {
  const ids = Object.keys(tasks);
  const eslint = new ESLint({
    cwd: root,
    ...(ids.length > MOST_PROGRAMS && { overrideConfig: everythingInOneProgram }),
  });
  for (const task of ids) yield { task, result: await lint(eslint, options[task].files) };
}

/** Warnings fail as errors do. */
async function lint(eslint, files) {
  const results = await eslint.lintFiles(files);
  const formatter = await eslint.loadFormatter('stylish');
  const success = results.every(({ errorCount, warningCount }) => errorCount + warningCount === 0);
  return { success, terminalOutput: await formatter.format(results) };
}
