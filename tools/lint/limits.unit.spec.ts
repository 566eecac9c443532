import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LINES, QUANTITY } from '@tradepost/contracts/limits';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../..');
const files = globSync('{apps,libs,tools}/**/*.{ts,tsx}', {
  cwd: root,
  exclude: (name) => /^(node_modules|gen|dist|testing|\.react-router)$/.test(path.basename(name)),
}).filter((file) => !/\.spec\.ts$|^libs\/contracts\/src\/limits\.ts$|^tools\/demo-catalogue/.test(file));

const limits = new Set<number>([QUANTITY.max, LINES.purchase]);

/** The numbers of these values in a source text, with or without separators. */
function copiesIn(source: string): string[] {
  const numbers = [...source.matchAll(/(?<![\w.])\d[\d_]*(?![\w.])/g)].map(([text]) => text);
  return numbers.filter((text) => limits.has(Number(text.replaceAll('_', ''))));
}

describe('the limits of the contract', () => {
  it('are written down nowhere else', () => {
    expect(files.length).toBeGreaterThan(300);
    const copies = files.flatMap((file) =>
      copiesIn(readFileSync(path.join(root, file), 'utf8')).map((text) => `${file}: ${text}`),
    );
    expect(copies).toEqual([]);
  });

  it.each([
    ['const most = 999_999;', ['999_999']],
    ['maximum: 999999 }', ['999999']],
    ['lines > 1_200', ['1_200']],
    ['waitMs = 12_000; x1200; 1200.5; 0.1200', []],
  ])('would be noticed in %j', (source, copies) => expect(copiesIn(source)).toEqual(copies));
});
