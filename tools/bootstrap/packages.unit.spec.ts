import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isInstalled } from './packages.mjs';

const lockfile = JSON.stringify({
  packages: {
    'libs/rpc': { name: '@tradepost/rpc' },
    'node_modules/@tradepost/rpc': { resolved: 'libs/rpc', link: true },
    'node_modules/pg': { version: '8.0.0' },
  },
});
let root: string;
const write = (file: string, text = '{}'): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'tradepost-packages-'));
  write('package-lock.json', lockfile);
  write('libs/rpc/package.json');
  write('node_modules/.package-lock.json');
  mkdirSync(path.join(root, 'node_modules/@tradepost'));
  symlinkSync('../../libs/rpc', path.join(root, 'node_modules/@tradepost/rpc'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('packages', () => {
  it('are installed when npm wrote its record after the lockfile', () =>
    expect(isInstalled(root, lockfile)).toBe(true));

  it('are not when the lockfile is newer', () => {
    utimesSync(path.join(root, 'node_modules/.package-lock.json'), 1, 1);
    expect(isInstalled(root, lockfile)).toBe(false);
  });

  it('are not when the link of a workspace is missing', () => {
    rmSync(path.join(root, 'node_modules/@tradepost/rpc'));
    expect(isInstalled(root, lockfile)).toBe(false);
  });

  it('are not when a link leads to a folder that is gone', () => {
    rmSync(path.join(root, 'libs/rpc'), { recursive: true });
    expect(isInstalled(root, lockfile)).toBe(false);
  });

  it('are not without npm’s record', () => {
    rmSync(path.join(root, 'node_modules'), { recursive: true });
    expect(isInstalled(root, lockfile)).toBe(false);
  });
});
