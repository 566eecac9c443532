import { spawn, spawnSync } from 'node:child_process';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installPackages } from './packages.mjs';
import { isRecentEnough, privateNode } from './private-node.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Runs a script of the project in this process, or in a newer Node when this one is too old for it. */
export async function handOver(script, args) {
  try {
    if (!isRecentEnough(process.versions.node)) {
      return await continueUnder(await privateNode(root), [process.argv[1], ...process.argv.slice(2)]);
    }
    keepCompiledCode();
    endWithParent(() => process.kill(process.pid, 'SIGTERM'));
    await installPackages(root);
  } catch (fault) {
    console.error(fault instanceof Error ? fault.message : fault);
    process.exit(1);
  }
  const file = path.resolve(root, script);
  process.argv = [process.argv[0], file, ...args];
  await import(pathToFileURL(file).href);
}

/** Here and in all that this process starts: what has not changed is neither stripped of types nor compiled again. */
function keepCompiledCode() {
  process.env.NODE_COMPILE_CACHE ||= path.join(root, '.local/compile-cache');
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
}

function continueUnder(node, args) {
  const env = {
    ...process.env,
    PATH: path.dirname(node) + path.delimiter + process.env.PATH,
    UNDER_PRIVATE_NODE: '1',
  };
  const child = spawn(node, args, { env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  endWithParent(() => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? (signal ? 1 : 0);
      resolve();
    });
  });
}

/**
 * npm, or the older Node that started this one, may be killed without a chance to pass it on. Started by
 * hand the process may outlive its shell, so that is left alone.
 */
function endWithParent(end) {
  if (!process.env.npm_lifecycle_event && !process.env.UNDER_PRIVATE_NODE) return;
  const parent = process.ppid;
  const npm = npmAbove(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || isAlive(npm))) return;
    clearInterval(timer);
    end();
  }, 1_000);
  timer.unref();
}

/** npm runs a script by way of a shell, and not every shell makes room for what it runs. */
function npmAbove(parent) {
  const ps = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(parent)], { encoding: 'utf8' });
  const [, above, command] = /^\s*(\d+)\s+(.*)$/m.exec(ps.stdout ?? '') ?? [];
  return command && /^\S*sh -c /.test(command) ? Number(above) : undefined;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (fault) {
    return fault.code === 'EPERM';
  }
}
