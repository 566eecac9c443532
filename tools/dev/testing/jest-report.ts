import path from 'node:path';
import { root } from '../stack.ts';
import { excerpt } from './excerpt.ts';
import type { Outcome } from './stage.ts';

/** The part of Jest's JSON report (`--json`) that is read here. */
export interface JestReport {
  testResults: JestFile[];
}

interface JestFile {
  /** Absolute path. */
  name: string;
  status: string;
  /** Set when the file could not be loaded or left something open. */
  message: string;
  assertionResults: { status: string; fullName: string; failureMessages: string[] | null }[];
}

/** A file that failed outside of its tests (not loaded, handle left open) counts as one failure. */
export function outcomeOf({ testResults }: JestReport): Outcome {
  const failures: string[] = [];
  let passed = 0;
  for (const file of testResults) {
    const name = path.relative(root, file.name);
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    passed += file.assertionResults.filter(({ status }) => status === 'passed').length;
    for (const { fullName, failureMessages } of failed) {
      failures.push(describe(`${name} > ${fullName}`, failureMessages ?? []));
    }
    if (file.status === 'failed' && failed.length === 0) failures.push(describe(name, [file.message]));
  }
  return { passed, failed: failures.length, failures };
}

function describe(title: string, messages: string[]): string {
  return `${title}\n${excerpt(messages.map(withoutForeignFrames).join('\n'))}`;
}

/** Keeps the message and the first three places of our own code. */
function withoutForeignFrames(message: string): string {
  let frames = 0;
  return message
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) || (isOurs(line) && ++frames <= 3))
    .join('\n');
}

function isOurs(line: string): boolean {
  return line.includes(root) && !line.includes('node_modules');
}
