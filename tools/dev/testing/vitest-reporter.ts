import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { root } from '../stack.ts';
import { excerpt } from './excerpt.ts';
import type { Outcome } from './stage.ts';

/** Vitest's own JSON report leaves out why a test timed out and what failed outside of tests. */
export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env['VITEST_OUTCOME_FILE'];
    if (file) writeFileSync(file, JSON.stringify(outcomeOf(modules, unhandled)));
  }
}

/** A file that could not be loaded, and an error outside of any test, count as one failure each. */
export function outcomeOf(modules: readonly Module[], unhandled: readonly Fault[]): Outcome {
  const tests = modules.flatMap((module) =>
    [...module.children.allTests()].map((test) => ({ module, test })),
  );
  const failed = tests.filter(({ test }) => test.result().state === 'failed');
  const failures = [
    ...failed.map(({ module, test }) =>
      tell(`${fileOf(module)} > ${test.fullName}`, test.result().errors ?? []),
    ),
    ...modules.flatMap((module) => module.errors().map((error) => tell(fileOf(module), [error]))),
    ...unhandled.map((error) => tell('outside of any test', [error])),
  ];
  const passed = tests.filter(({ test }) => test.result().state === 'passed').length;
  return { passed, failed: failures.length, failures };
}

type Fault = Pick<SerializedError, 'message' | 'stack'> & { diff?: string };

interface Module {
  moduleId: string;
  errors: () => readonly Fault[];
  children: { allTests: () => Iterable<Pick<TestCase, 'fullName'> & { result: () => TestResult }> };
}

interface TestResult {
  state: string;
  errors?: readonly Fault[] | undefined;
}

function fileOf({ moduleId }: Module): string {
  return path.relative(root, moduleId);
}

function tell(title: string, errors: readonly Fault[]): string {
  const texts = errors.map(({ message, stack, diff }) => {
    const places = (stack ?? '')
      .split('\n')
      .filter((line) => line.includes(root) && !line.includes('node_modules'));
    return [message, diff, ...places.slice(0, 3)].filter(Boolean).join('\n');
  });
  return `${title}\n${excerpt(texts.join('\n'))}`;
}
