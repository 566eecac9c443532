import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { presentProgram } from '../../tools/dev/parts/monitoring-programs.ts';
import { rulesFolder } from './rule-files.ts';

const promtool = presentProgram('promtool');
const caseFolder = path.join(import.meta.dirname, 'cases');

/** What the program says when it refuses; nothing when it agrees. */
function refusal(program: typeof promtool, ...args: string[]): string | undefined {
  const { command = '', env } = program ?? {};
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return status === 0 ? undefined : stdout + stderr;
}

// `npm test` fetches it where Debian packages can be had: docs/dev-stack.md.
(promtool ? describe : describe.skip)('promtool', () => {
  it('finds no fault in prometheus.yml', () =>
    expect(
      refusal(promtool, 'check', 'config', path.join(import.meta.dirname, 'prometheus.yml')),
    ).toBeUndefined());

  it.each(readdirSync(rulesFolder))('finds no fault in rules/%s', (name) =>
    expect(refusal(promtool, 'check', 'rules', path.join(rulesFolder, name))).toBeUndefined(),
  );

  it.each(readdirSync(caseFolder))(
    'sees the alerts that cases/%s expects',
    (name) => expect(refusal(promtool, 'test', 'rules', path.join(caseFolder, name))).toBeUndefined(),
    120_000,
  );
});
