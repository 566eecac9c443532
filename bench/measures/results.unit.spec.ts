import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Results } from './results.ts';
import { total } from './series.ts';
import { summary, tableOf } from './table.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'bench-spec-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const SIDES = ['1111111', '2222222'];
const round = (rateA: number, rateB: number) => [
  { 'rate, 1/s': rateA, failed: 0 },
  { 'rate, 1/s': rateB, failed: 2 },
];

describe('results in a file', () => {
  it('add up over several runs', () => {
    const file = path.join(folder, 'results.json');
    new Results(SIDES, file).add('W4', 64, round(10, 20));
    const later = new Results(SIDES, file);
    expect(later.add('W4', 64, round(10, 30)).rounds).toHaveLength(2);
    expect(later.add('W4', 1, round(1, 2)).rounds).toHaveLength(1);
  });

  it('are never mixed with those of other builds', () => {
    const file = path.join(folder, 'results.json');
    new Results(SIDES, file).add('W4', 64, round(10, 20));
    expect(() => new Results(['1111111', '3333333'], file)).toThrow('1111111 and 2222222');
  });
});

describe('tables', () => {
  const rounds = [round(100, 150), round(80, 160), round(200, 100)];

  it('compare within the rounds', () => {
    const table = tableOf({ name: 'W4', callers: 64, rounds }, SIDES);
    expect(table).toContain(
      '| W4, 64 callers, 3 turns | 1111111 | 2222222 | 2222222 ÷ 1111111, median | lowest to highest |',
    );
    expect(table).toMatch(/\| rate, 1\/s +\| 100 +\| 150 +\| 1.50 +\| 0.50 to 2.00 +\|/);
  });

  it('show a release in a line', () => {
    const [head, , line] = summary([{ name: 'W4', callers: 64, rounds }], SIDES).split('\n');
    expect(head).toContain('rate, 1/s ÷ 1111111');
    expect(line).toMatch(/^\| W4 +\| 64 +\| 150 +\| – .*\| 6 +\| 1.50 \(0.50 to 2.00\)/);
  });

  it('compare nothing where one shop was measured', () =>
    expect(tableOf({ name: 'W4', callers: 64, rounds: [[{ 'rate, 1/s': 5 }]] }, ['1111111'])).not.toContain(
      '÷',
    ));
});

describe('a series', () => {
  it('is added up over those labels that are asked for', () => {
    const text = 'a_count{k="x",s="1"} 3\na_count{k="y",s="1"} 4.5\na_counter{k="x"} 100\n';
    expect(total(text, 'a_count')).toBe(7.5);
    expect(total(text, 'a_count', 'k="x"')).toBe(3);
    expect(total(text, 'b')).toBe(0);
  });
});
