import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Stop } from '../console.ts';
import { findChromium } from '../parts/chromium.ts';
import { runToEnd } from '../processes/launch.ts';
import { root } from '../stack.ts';
import { bin } from './checks.ts';
import { excerpt } from './excerpt.ts';
import { type Context, failedOnce, type Outcome, type Stage, sum } from './stage.ts';

export interface PlaywrightSuite {
  title: string;
  file?: string;
  suites?: PlaywrightSuite[];
  specs?: {
    title: string;
    file: string;
    line: number;
    tests: { projectName?: string; status: string; results: PlaywrightResult[] }[];
  }[];
}

interface PlaywrightResult {
  errors?: { message?: string }[];
}

/** The part of Playwright's JSON report that is read here. */
export interface PlaywrightReport {
  suites: PlaywrightSuite[];
  errors: { message?: string }[];
}

export const endToEnd: Stage = {
  name: 'e2e',
  needs: 'shop',
  isThere: () => existsSync(path.join(root, 'e2e/playwright.config.ts')),
  run: runPlaywright,
};

/** Without a browser the journeys through the API still run; that the others could not is a failure. */
async function runPlaywright(context: Context): Promise<Outcome> {
  try {
    return await play(context, await findChromium());
  } catch (fault) {
    if (!(fault instanceof Stop)) throw fault;
    return sum([failedOnce(fault.message), await play(context)]);
  }
}

async function play({ stack, env }: Context, browser?: string): Promise<Outcome> {
  const report = path.join(stack.folder, 'e2e.json');
  rmSync(report, { force: true });
  const { output } = await runToEnd(
    {
      name: 'e2e',
      command: process.execPath,
      args: [
        ...[bin('@playwright/test/cli.js'), 'test', '--reporter=json'],
        ...(browser ? [] : ['--project=api']),
      ],
      cwd: path.join(root, 'e2e'),
      // Playwright sets FORCE_COLOR for its workers; with NO_COLOR beside it every Node they start complains.
      env: {
        ...{ ...process.env, ...env, NO_COLOR: undefined, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
        ...(browser && { CHROMIUM_PATH: browser }),
      },
      log: path.join(stack.logs, 'e2e.log'),
    },
    stack.pids,
  );
  if (!existsSync(report)) return failedOnce(`Playwright ended without a report:\n${excerpt(output)}`);
  return readPlaywright(JSON.parse(readFileSync(report, 'utf8')) as PlaywrightReport);
}

/** A test that passed only when tried again counts as failed: a race is a fault. */
export function readPlaywright({ suites, errors }: PlaywrightReport): Outcome {
  const failures = errors.map(({ message }) => message ?? 'an error outside any test');
  let passed = 0;
  for (const spec of suites.flatMap((suite) => specsBelow(suite, []))) {
    for (const test of spec.tests) {
      if (test.status === 'expected') passed++;
      if (test.status === 'unexpected' || test.status === 'flaky') {
        const messages = test.results
          .flatMap((result) => result.errors ?? [])
          .map(({ message }) => message ?? '');
        failures.push(
          `${spec.file}:${spec.line} > ${spec.title} (${[test.projectName, test.status].filter(Boolean).join(', ')})\n${excerpt(messages.join('\n'))}`,
        );
      }
    }
  }
  return { passed, failed: failures.length, failures };
}

type Spec = NonNullable<PlaywrightSuite['specs']>[number];

function specsBelow(suite: PlaywrightSuite, above: string[]): Spec[] {
  const titles = suite.title === suite.file ? above : [...above, suite.title];
  const own = (suite.specs ?? []).map((spec) => ({ ...spec, title: [...titles, spec.title].join(' > ') }));
  return [...own, ...(suite.suites ?? []).flatMap((one) => specsBelow(one, titles))];
}
