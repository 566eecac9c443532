import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Stop } from '../dev/console.ts';
import { onPath } from '../dev/parts/on-path.mjs';
import { root } from '../dev/stack.ts';

/** Runs a program from the root of the repository with its output on the terminal. */
export async function run(program: string, args: string[]): Promise<void> {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code !== 0) throw new Stop(`${shown(program, args)} ended with ${code ?? signal}`);
}

/** What a program prints; its errors go to the terminal. */
export function answerOf(program: string, args: string[]): string {
  try {
    return execFileSync(program, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
  } catch (error) {
    throw new Stop(`${shown(program, args)} failed: ${(error as Error).message.split('\n')[0]}`);
  }
}

export function succeeds(program: string, args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

function shown(program: string, args: string[]): string {
  return [program, ...args].join(' ');
}

/** How to get a program that is not part of the repository. */
const INSTALL: Record<string, string> = {
  docker: 'https://docs.docker.com/engine/install/',
  kind: 'https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
  kubectl: 'https://kubernetes.io/docs/tasks/tools/',
  cosign: 'https://docs.sigstore.dev/cosign/system_config/installation/',
};

/** All programs that are missing are named together. */
export function needPrograms(names: string[]): void {
  const missing = names.filter((name) => !onPath(name));
  const lines = missing.map((name) => `  ${name}: ${INSTALL[name] ?? ''}`);
  if (lines.length > 0) throw new Stop(`These programs are missing:\n${lines.join('\n')}`);
}

export function needDocker(): void {
  if (!succeeds('docker', ['info']))
    throw new Stop(
      'docker does not answer: start Docker, or allow this user to reach it (docker info says why)',
    );
}
