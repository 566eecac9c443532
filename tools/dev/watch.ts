// `npm run dev -- product`: beside a running `npm start`, bundles a service again whenever its sources change
// and has the supervisor restart it. Its log is shown as it grows.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { watch } from 'rolldown';
import { bundling } from '../build/bundle.mjs';
import { say, warn } from './console.ts';
import { LogTail } from './processes/log-tail.ts';
import { signal } from './processes/pid-file.ts';
import type { StackFile } from './stack-file.ts';
import { local, root } from './stack.ts';
import { followPages, hasPages } from './watch-pages.ts';

const EVERY_MS = 200;
/** Names of instances with new code, and the process of each that was last stopped. */
const due = new Set<string>();
const stopped = new Map<string, number>();

const apps = process.argv.slice(2);
const folder = path.join(local, 'dev');
const stackFile = path.join(folder, 'stack.json');

const complaint = complaintAbout(apps);
if (complaint) {
  console.error(complaint);
  process.exit(2);
}

const tails = instances().map(
  ({ name }) => new LogTail(name, path.join(folder, 'logs', `${name}.log`), console.log, (line) => line),
);
for (const tail of tails) tail.skip();
setInterval(() => {
  for (const tail of tails) tail.poll();
  restartDue();
}, EVERY_MS);
for (const app of apps) follow(app);
say(`Watching ${apps.join(', ')} and the libraries; Ctrl-C ends it, the shop goes on`);

function complaintAbout(names: string[]): string | undefined {
  const unknown = names.find((app) => !existsSync(path.join(root, 'apps', app, 'src/main.ts')));
  if (names.length === 0 || unknown !== undefined)
    return `Usage: npm run dev -- <service> [<service> ...]${unknown ? `\nThere is no service "${unknown}".` : ''}`;
  return existsSync(stackFile)
    ? undefined
    : 'No shop is running here: type `npm start` in another terminal first.';
}

/** Read each time: a restarted process has another id. */
function instances(): StackFile['services'] {
  if (!existsSync(stackFile)) {
    warn('The shop has ended.');
    process.exit(1);
  }
  const { services } = JSON.parse(readFileSync(stackFile, 'utf8')) as StackFile;
  return services.filter(({ app }) => apps.includes(app));
}

function follow(app: string): void {
  if (hasPages(app)) return followPages(app, () => restart(app));
  const watcher = watch(bundling(app));
  watcher.on('event', async (event) => {
    if (event.code === 'ERROR') warn(`${app} is not built: ${event.error.message}`);
    if (event.code === 'ERROR' || event.code === 'BUNDLE_END') await event.result?.close();
    if (event.code !== 'BUNDLE_END') return;
    say(`${app} is built (${Math.round(event.duration)} ms), restarting it`);
    restart(app);
  });
}

function restart(app: string): void {
  for (const one of instances()) if (one.app === app) due.add(one.name);
}

/**
 * An orderly end: calls under way are answered, then the supervisor starts the new code at the same address. One
 * that is still starting may have read the old code; its number is known as soon as it is ready, so it waits.
 */
function restartDue(): void {
  if (due.size === 0) return;
  for (const { name, pid } of instances()) {
    if (!due.has(name) || stopped.get(name) === pid) continue;
    due.delete(name);
    stopped.set(name, pid);
    signal(pid, 'SIGTERM');
  }
}
