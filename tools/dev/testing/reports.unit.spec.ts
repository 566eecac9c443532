import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../stack.ts';
import { excerpt } from './checks.ts';
import { readPlaywright } from './playwright.ts';
import { readVitest } from './vitest.ts';

const vitestFile = {
  name: path.join(root, 'apps/cart/src/cart.unit.spec.ts'),
  status: 'failed',
  message: '',
  assertionResults: [
    { status: 'passed', fullName: 'cart adds' },
    { status: 'failed', fullName: 'cart refuses', failureMessages: ['expected 1 to be 2'] },
  ],
};

describe("vitest's report", () => {
  it('names each failed test with its file and message', () => {
    const outcome = readVitest({ numPassedTests: 1, numFailedTests: 1, testResults: [vitestFile] });
    expect(outcome).toEqual({
      passed: 1,
      failed: 1,
      failures: ['apps/cart/src/cart.unit.spec.ts > cart refuses\nexpected 1 to be 2'],
    });
  });

  it('counts a file that could not be loaded as one failure', () => {
    const broken = { ...vitestFile, message: 'no such module', assertionResults: [] };
    const outcome = readVitest({ numPassedTests: 3, numFailedTests: 0, testResults: [broken] });
    expect(outcome).toMatchObject({ passed: 3, failed: 1 });
    expect(outcome.failures[0]).toContain('no such module');
  });
});

describe("Playwright's report", () => {
  const spec = (title: string, status: string) => ({
    title,
    file: 'buy.e2e.spec.ts',
    line: 7,
    tests: [{ status, results: [{ errors: [{ message: 'no such order' }] }] }],
  });

  it('counts what passed and what did not, at any depth', () => {
    const inner = { title: 'as a guest', specs: [spec('buys', 'expected'), spec('pays', 'unexpected')] };
    const outer = { title: 'buy.e2e.spec.ts', file: 'buy.e2e.spec.ts', suites: [inner] };
    const outcome = readPlaywright({ suites: [outer], errors: [] });
    expect(outcome).toMatchObject({ passed: 1, failed: 1 });
    expect(outcome.failures).toEqual(['buy.e2e.spec.ts:7 > as a guest > pays (unexpected)\nno such order']);
  });

  it('counts a test that passed only the second time as failed', () => {
    const suite = { title: 'x', specs: [spec('races', 'flaky')] };
    expect(readPlaywright({ suites: [suite], errors: [] })).toMatchObject({ passed: 0, failed: 1 });
  });

  it('counts an error outside any test', () =>
    expect(readPlaywright({ suites: [], errors: [{ message: 'no browser' }] })).toMatchObject({
      failed: 1,
      failures: ['no browser'],
    }));
});

describe('an excerpt', () => {
  it('keeps the end and says how much is left out', () => {
    const text = excerpt(Array.from({ length: 100 }, (_, at) => `line ${at}`).join('\n'));
    expect(text).toMatch(/^\(60 lines before this\)\nline 60\n/);
    expect(text).toMatch(/line 99$/);
  });
});
