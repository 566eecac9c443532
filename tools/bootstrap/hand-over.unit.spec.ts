import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../..');

test('a command and what it starts keep compiled code, in the folder of a clone or one that is given', () => {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'hand-over-')));
  try {
    const script = path.join(folder, 'script.mjs');
    writeFileSync(
      script,
      `import module from 'node:module';
       console.log(JSON.stringify({ own: module.getCompileCacheDir(), children: process.env.NODE_COMPILE_CACHE }));`,
    );
    const { NODE_COMPILE_CACHE: _, ...env } = process.env;
    const run = (extra: NodeJS.ProcessEnv) => {
      const args = [path.join(root, 'tools/run.mjs'), script];
      const printed = execFileSync(process.execPath, args, { env: { ...env, ...extra }, encoding: 'utf8' });
      return JSON.parse(printed.trim()) as { own: string; children: string };
    };
    const usual = path.join(root, '.local/compile-cache');
    expect(run({}).children).toBe(usual);
    expect(run({ NODE_COMPILE_CACHE: '' }).children).toBe(usual);
    expect(run({}).own).toMatch(new RegExp(`^${usual}`));
    expect(run({ NODE_COMPILE_CACHE: folder })).toMatchObject({ children: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 30_000);
