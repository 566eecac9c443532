import { fileURLToPath } from 'node:url';

const files = ['**/*.ts', '**/*.tsx'];
const tsconfigRootDir = fileURLToPath(new URL('../..', import.meta.url));

/** A program for each of two dozen projects needs more than 4 GB. */
export const MOST_PROGRAMS = 6;

/** Types from the tsconfig.json nearest to each file: right for a few projects, and for editors. */
export const programPerProject = {
  files,
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir } },
};

export const everythingInOneProgram = {
  files,
  languageOptions: {
    parserOptions: {
      projectService: false,
      project: ['tsconfig.json', 'apps/storefront/tsconfig.json'],
      tsconfigRootDir,
    },
  },
};

/** Which of the two a call of `eslint` by hand takes, by the files it names. */
export function programsFor(cwd, args) {
  const projects = new Set(
    args.map((file) => /^(?:apps|libs(?:\/platform)?)\/[^/]+|^[^/]+/.exec(file)?.[0]).filter(Boolean),
  );
  const isFromRoot = `${cwd}/` === tsconfigRootDir;
  return isFromRoot && (projects.has('.') || projects.size > MOST_PROGRAMS)
    ? everythingInOneProgram
    : programPerProject;
}
