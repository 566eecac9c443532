import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { identityOf } from '../dev/processes/identity.mjs';
import { ok, problem } from './finding.mjs';

/** The shop of `npm start`, when it runs: what its supervisor wrote down. */
export function runningStack(root) {
  const folder = path.join(root, '.local/dev');
  const supervisor = json(path.join(folder, 'supervisor.json'));
  if (!supervisor || identityOf(supervisor.pid) !== supervisor.identity) return undefined;
  return { supervisor, file: json(path.join(folder, 'stack.json')) };
}

/** Processes of a supervisor that was killed: they hold ports, memory and connections. */
export function leftovers({ root }) {
  const found = ['dev', 'test', 'prove', 'drill'].flatMap((stack) => {
    const folder = path.join(root, '.local', stack);
    const supervisor = json(path.join(folder, 'supervisor.json'));
    if (supervisor && identityOf(supervisor.pid) === supervisor.identity) return [];
    const recorded = json(path.join(folder, 'pids.json')) ?? [];
    return recorded.filter(({ pid, identity }) => identityOf(pid) === identity);
  });
  if (found.length === 0) return ok('leftovers', 'no process of an earlier run');
  return problem(
    'leftovers',
    `an earlier run was killed and left ${found.map(({ name, pid }) => `${name} (process ${pid})`).join(', ')}`,
    `the next \`npm start\` (or \`npm test\`) ends them, or: kill ${found.map(({ pid }) => pid).join(' ')}`,
  );
}

export function json(file) {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}
