import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { compareContracts, NOT_COMPARED } from './breaking.ts';

jest.setTimeout(30_000);

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(path.join(tmpdir(), 'tradepost-spec-'));
  mkdirSync(path.join(clone, 'libs/contracts/proto'), { recursive: true });
  writeFileSync(
    path.join(clone, 'libs/contracts/buf.yaml'),
    'version: v2\nmodules:\n  - path: proto\nbreaking:\n  use: [FILE]\n',
  );
});
afterEach(() => rmSync(clone, { recursive: true }));

function git(...args: string[]): void {
  const author = ['-c', 'user.name=spec', '-c', 'user.email=spec@example.com'];
  execFileSync('git', [...author, ...args], { cwd: clone, stdio: 'ignore' });
}

function commit(fields: string): void {
  write(fields);
  git('add', '.');
  git('commit', '--message', 'Contracts');
}

function write(fields: string): void {
  const file = path.join(clone, 'libs/contracts/proto/order.proto');
  writeFileSync(file, `syntax = "proto3";\npackage shop;\nmessage Order {\n${fields}\n}\n`);
}

describe('the comparison of contracts', () => {
  it('lets a field be added', () => {
    git('init', '--initial-branch=main');
    commit('string id = 1;');
    commit('string id = 1;\nstring note = 2;');
    expect(compareContracts(clone)).toMatchObject({ code: 0, message: expect.stringMatching(/compatible/) });
  });

  it('catches a field that was removed in the last commit', () => {
    git('init', '--initial-branch=main');
    commit('string id = 1;\nstring note = 2;');
    commit('string id = 1;');
    expect(compareContracts(clone)).toMatchObject({ code: 1, message: expect.stringContaining('"note"') });
  });

  it('catches what is not committed yet', () => {
    git('init', '--initial-branch=main');
    commit('string id = 1;');
    commit('string id = 1;\nstring note = 2;');
    write('int32 id = 1;\nstring note = 2;');
    expect(compareContracts(clone)).toMatchObject({ code: 1, message: expect.stringContaining('"id"') });
  });

  it('compares a branch with the commit of main that it began at', () => {
    git('init', '--initial-branch=main');
    commit('string id = 1;\nstring note = 2;');
    git('checkout', '-b', 'topic');
    commit('string id = 1;');
    commit('string id = 1;\nstring other = 3;');
    expect(compareContracts(clone)).toMatchObject({ code: 1, message: expect.stringContaining('"note"') });
  });

  it.each([
    ['no repository', () => write('string id = 1;'), ''],
    ['one commit only, as in a shallow clone', oneCommit, ''],
    ['no commit of the name it is given', oneCommit, 'v9'],
  ])('neither passes nor fails where there is %s', (_, prepare, against) => {
    prepare();
    const { code, message } = compareContracts(clone, against);
    expect({ code, message }).toEqual({
      code: NOT_COMPARED,
      message: expect.stringMatching(/were not compared/),
    });
  });
});

function oneCommit(): void {
  git('init', '--initial-branch=main');
  commit('string id = 1;');
}
