import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../..');

test('a spec file that leaves a server open fails with its name', () => {
  const planted = 'tools/jest/planted/leaves-a-server-open.ts';
  const args = [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    `--testMatch=<rootDir>/${planted}`,
    '--forceExit',
  ];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain(`${planted} left open: 1 × TCPServerWrap`);
}, 60_000);
