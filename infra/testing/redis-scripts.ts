import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programOf } from './programs.ts';

const k8s = path.resolve(import.meta.dirname, '../k8s');

export const redisProgram = (env: NodeJS.ProcessEnv): string | undefined => programOf('redis-server', env);

/** The folder that the ConfigMap is mounted as. */
function mounted(): string {
  const conf = mkdtempSync(path.join(tmpdir(), 'redis-conf-'));
  cpSync(path.join(k8s, 'base/shop/redis'), conf, { recursive: true });
  cpSync(path.join(k8s, 'components/redis-sentinel'), conf, { recursive: true });
  return conf;
}

/** Runs one of the cluster's scripts as its container does, with a folder of its own; `env` is also where programs are. */
export function runRedis(
  script: 'start.sh' | 'sentinel.sh',
  args: string[],
  env: NodeJS.ProcessEnv,
): ChildProcess {
  const conf = mounted();
  const run = mkdtempSync(path.join(tmpdir(), 'redis-run-'));
  const folder = path.dirname(redisProgram(env) ?? '');
  return spawn('sh', [path.join(conf, script), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: run,
    env: {
      // A private copy out of Debian's packages has its libraries beside it.
      LD_LIBRARY_PATH: path.join(folder, '../lib/x86_64-linux-gnu'),
      ...env,
      ...{ PATH: `${folder}:${env['PATH']}`, RUN_FOLDER: run, CONF_FOLDER: conf },
    },
  });
}
