import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

// A file is one transaction: what one of its statements locks stays locked while another one reads a whole table.
const root = path.resolve(import.meta.dirname, '../..');
/** Older files are released, and some of them break these rules. */
const SINCE = '20261130150000';
const READS_TABLE = /\bVALIDATE CONSTRAINT\b|^CREATE (?:UNIQUE )?INDEX\b/i;
const CHECKS_TABLE =
  /^ALTER TABLE .*\bADD (?:CONSTRAINT|CHECK|FOREIGN KEY)\b(?!.*\b(?:NOT VALID|USING INDEX)\b)/i;

const files = globSync('apps/*/prisma/migrations/*/migration.sql', { cwd: root })
  .filter(
    (file) => path.basename(path.dirname(file)) > SINCE && /^\d{14}_/.test(path.basename(path.dirname(file))),
  )
  .toSorted();

it('finds the migrations', () => {
  expect(files.length).toBeGreaterThan(5);
});

describe.each(files)('%s', (file) => {
  const statements = onExistingTables(statementsOf(readFileSync(path.join(root, file), 'utf8')));

  it('does nothing else when it validates a constraint or creates an index on an existing table', () => {
    const reading = statements.filter((statement) => READS_TABLE.test(statement));
    if (reading.length > 0) expect(statements).toEqual([reading[0]]);
  });

  it('adds constraints to existing tables as NOT VALID', () => {
    expect(statements.filter((statement) => CHECKS_TABLE.test(statement))).toEqual([]);
  });
});

it('tells statements apart, without comments and bodies of functions', () => {
  const text = `-- One; two.\nALTER TABLE a\n  ADD b int;\nCREATE FUNCTION f() AS $$ BEGIN; END $$;`;
  expect(statementsOf(text)).toEqual(['ALTER TABLE a ADD b int', 'CREATE FUNCTION f() AS $$']);
});

it('leaves out what is done to a table that the same file creates', () => {
  expect(onExistingTables(['CREATE TABLE a (b int)', 'CREATE INDEX c ON a (b)'])).toEqual([
    'CREATE TABLE a (b int)',
  ]);
});

function statementsOf(text: string): string[] {
  const code = text.replaceAll(/--.*$/gm, '').replaceAll(/\$\$.*?\$\$/gs, '$$$$');
  return code
    .split(';')
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim())
    .filter(Boolean);
}

function onExistingTables(statements: string[]): string[] {
  const created = statements.flatMap((one) => /^CREATE TABLE (\w+)/i.exec(one)?.[1] ?? []);
  return statements.filter((one) => {
    const table = /^(?:CREATE (?:UNIQUE )?INDEX .*?\bON|ALTER TABLE) (\w+)/i.exec(one)?.[1];
    return table === undefined || !created.includes(table);
  });
}
