import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './settings.ts';

const rows = readFileSync(path.join(root, 'docs/glossary.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!term |-)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, term = '', meaning = '', code = '']) => ({ term, meaning, code }));

/** What is wrong with a link such as [`Hold`](../libs/…/product_service.proto); undefined: nothing. */
function faultOf(code: string): string | undefined {
  const [, text = '', target = ''] = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(code) ?? [];
  const file = path.join(root, 'docs', target);
  if (target === '' || !existsSync(file)) return `${code} leads nowhere`;
  const name = /^`(.+)`$/.exec(text)?.[1];
  const isNamed = !name || (statSync(file).isFile() && readFileSync(file, 'utf8').includes(name));
  return isNamed ? undefined : `${target} does not contain ${name}`;
}

describe('the glossary', () => {
  it('maps every term to code that exists', () =>
    expect(rows.map(({ code }) => faultOf(code)).filter((fault) => fault !== undefined)).toEqual([]));

  it('lists each term once, in alphabetical order, with a meaning', () => {
    const terms = rows.map(({ term }) => term.toLowerCase());
    expect(terms.length).toBeGreaterThan(50);
    expect(terms).toEqual([...new Set(terms)].toSorted((a, b) => (a < b ? -1 : 1)));
    expect(rows.filter(({ meaning }) => meaning === '')).toEqual([]);
  });

  it.each([
    ['[`Hold`](gone.md)', /leads nowhere/],
    ['[`NoSuchTerm`](glossary.md#x)', /leads nowhere/],
    ['[`Sch' + 'nabeltier`](glossary.md)', /does not contain/],
    ['a word', /leads nowhere/],
  ])('would notice %s', (code, fault) => expect(faultOf(code)).toMatch(fault));
});
