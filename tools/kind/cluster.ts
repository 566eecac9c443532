import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { Stop } from '../dev/console.ts';
import { root } from '../dev/stack.ts';
import { answerOf, run, succeeds } from '../programs/run.ts';

export const CONFIG = 'infra/k8s/overlays/kind/cluster.yaml';
const { name: CLUSTER } = parse(readFileSync(path.join(root, CONFIG), 'utf8')) as { name: string };

// Its last release: ingress-nginx was retired in March 2026 (docs/kubernetes-components.md).
const INGRESS =
  'https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.15.1/deploy/static/provider/kind/deploy.yaml';

export function clusterExists(): boolean {
  return answerOf('kind', ['get', 'clusters']).split('\n').includes(CLUSTER);
}

export async function createCluster(): Promise<void> {
  await run('kind', ['create', 'cluster', '--config', CONFIG, '--wait', '180s']);
}

export async function deleteCluster(): Promise<void> {
  await run('kind', ['delete', 'cluster', '--name', CLUSTER]);
}

export async function loadImages(images: string[]): Promise<void> {
  await run('kind', ['load', 'docker-image', '--name', CLUSTER, ...images]);
}

/** Names the cluster each time: the current context may be one that matters. */
export async function kubectl(...args: string[]): Promise<void> {
  await run('kubectl', ['--context', `kind-${CLUSTER}`, ...args]);
}

export async function installIngress(): Promise<void> {
  const known = [
    '--context',
    `kind-${CLUSTER}`,
    '-n',
    'ingress-nginx',
    'get',
    'deployment/ingress-nginx-controller',
  ];
  if (!succeeds('kubectl', known)) await kubectl('apply', '-f', INGRESS);
  await kubectl(
    ...['-n', 'ingress-nginx', 'wait', '--for=condition=Available', 'deployment/ingress-nginx-controller'],
    '--timeout=300s',
  );
}

/** Waits, and when that was in vain shows what an operator would look at next. */
export async function waitInShop(condition: string, what: string[], seconds: number): Promise<void> {
  try {
    await kubectl(
      '-n',
      'tradepost',
      'wait',
      `--for=condition=${condition}`,
      ...what,
      `--timeout=${seconds}s`,
    );
  } catch (error) {
    await kubectl('-n', 'tradepost', 'get', 'pods');
    const looks = `kubectl --context kind-${CLUSTER} -n tradepost`;
    const more = `${looks} logs ${what[0]} --all-containers --tail=20; ${looks} describe pods`;
    throw new Stop(
      `${(error as Error).message}\nNot ${condition} after ${seconds} s: ${what.join(' ')}\nLook at: ${more}`,
    );
  }
}
