import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from '../stack.ts';
import { excerpt } from './excerpt.ts';
import { type JestReport, outcomeOf } from './jest-report.ts';
import { readTestOptions } from './options.ts';
import { readPlaywright } from './playwright.ts';
import { readProof } from './proof.ts';
import { passedOnce, skippedOnce, sum } from './stage.ts';

const file = (
  status: string,
  assertionResults: JestReport['testResults'][number]['assertionResults'],
  message = '',
) => ({
  name: path.join(root, 'apps/cart/src/cart.unit.spec.ts'),
  status,
  message,
  assertionResults,
});
const foreign = `    at run (${root}/node_modules/jest-circus/run.js:1:1)`;

describe("Jest's report", () => {
  it('names each failed test with its file and message', () => {
    const tests = ['passed', 'failed', 'pending'].map((status) => ({
      fullName: `cart is ${status}`,
      status,
      failureMessages: status === 'failed' ? [`too slow\n${foreign}`] : [],
    }));
    expect(outcomeOf({ testResults: [file('failed', tests)] })).toEqual({
      passed: 1,
      failed: 1,
      failures: ['apps/cart/src/cart.unit.spec.ts > cart is failed\ntoo slow'],
    });
  });

  it('counts a file that could not be loaded or left something open', () => {
    const outcome = outcomeOf({ testResults: [file('failed', [], 'no such module'), file('passed', [])] });
    expect(outcome).toMatchObject({ passed: 0, failed: 1 });
    expect(outcome.failures).toEqual(['apps/cart/src/cart.unit.spec.ts\nno such module']);
  });
});

describe("Playwright's report", () => {
  const spec = (title: string, status: string) => ({
    title,
    file: 'buy.e2e.spec.ts',
    line: 7,
    tests: [{ projectName: 'phone', status, results: [{ errors: [{ message: 'no such order' }] }] }],
  });

  it('counts what passed and what did not, at any depth', () => {
    const inner = { title: 'as a guest', specs: [spec('buys', 'expected'), spec('pays', 'unexpected')] };
    const outer = { title: 'buy.e2e.spec.ts', file: 'buy.e2e.spec.ts', suites: [inner] };
    const outcome = readPlaywright({ suites: [outer], errors: [] });
    expect(outcome).toMatchObject({ passed: 1, failed: 1 });
    expect(outcome.failures).toEqual([
      'buy.e2e.spec.ts:7 > as a guest > pays (phone, unexpected)\nno such order',
    ]);
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

describe('a proof', () => {
  it('counts each guarantee, and shows the log of a violated one with seed and faults', () => {
    const kept = { name: 'money.sums', promise: 'money adds up', violations: 0 };
    const shown = { what: 'sold -1', log: ['guest 1: order'] };
    const broken = { name: 'stock.sums', promise: 'stock adds up', violations: 3, shown };
    const outcome = readProof({ seed: 7, faults: ['killed cart'], verdicts: [kept, broken] });
    expect(outcome).toMatchObject({ passed: 1, failed: 1 });
    expect(outcome.failures[0]).toMatch(/stock adds up[^]*seed 7[^]*killed cart[^]*sold -1\nguest 1: order/);
  });
});

describe('the options of npm test', () => {
  it('reads which stages are wanted', () =>
    expect(readTestOptions(['--only', 'unit,lint', '--without-servers'])).toEqual({
      only: ['unit', 'lint'],
      json: false,
      withoutServers: true,
      tls: false,
    }));

  it('reads whether the services of the shop use TLS', () => {
    expect(readTestOptions(['--with', 'tls']).tls).toBe(true);
    expect(() => readTestOptions(['--with', 'prometheus'])).toThrow(
      '"prometheus" is not known; it may be tls',
    );
  });

  it('refuses a stage that does not exist', () =>
    expect(() => readTestOptions(['--only', 'untit'])).toThrow('there is no stage "untit"'));
});

describe('a check that had nothing to compare with', () => {
  it('counts neither as passed nor as failed', () => {
    const skipped = skippedOnce('this clone has no earlier commit');
    expect(sum([passedOnce, skipped])).toMatchObject({ passed: 1, failed: 0, failures: [] });
  });
});

describe('an excerpt', () => {
  it('keeps the end and says how much is left out', () => {
    const text = excerpt(Array.from({ length: 100 }, (_, at) => `line ${at}`).join('\n'));
    expect(text).toMatch(/^\(60 lines before this\)\nline 60\n/);
    expect(text).toMatch(/line 99$/);
  });
});
