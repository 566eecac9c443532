import { spawnSync } from 'node:child_process';
import { type Program, onPath } from './part.ts';

export interface Container {
  name: string;
  image: string;
  /** `host:container` pairs, published on the loopback address only. */
  ports: [number, number][];
  env?: Record<string, string>;
  volume?: string;
}

/** The last resort before giving up: the part as a container, when an engine answers. */
export function container({
  name,
  image,
  ports,
  env = {},
  volume,
}: Container): Required<Program> | undefined {
  const docker = onPath('docker');
  if (!docker || spawnSync(docker, ['info'], { stdio: 'ignore', timeout: 10_000 }).status !== 0)
    return undefined;
  spawnSync(docker, ['rm', '--force', name], { stdio: 'ignore' });
  const published = ports.flatMap(([host, inside]) => ['--publish', `127.0.0.1:${host}:${inside}`]);
  const variables = Object.keys(env).flatMap((key) => ['--env', key]);
  const mounted = volume ? ['--volume', volume] : [];
  return {
    command: docker,
    args: ['run', '--rm', '--init', '--name', name, ...published, ...variables, ...mounted, image],
    env,
    origin: `docker image ${image}`,
  };
}

/** Prometheus and Alertmanager scrape and call addresses of this machine, so they share its network. */
export function monitoringContainer(name: string, image: string, folders: string[]): Program | undefined {
  const docker = onPath('docker');
  const isUsable =
    docker &&
    process.platform === 'linux' &&
    spawnSync(docker, ['info'], { stdio: 'ignore', timeout: 10_000 });
  if (!docker || !isUsable || isUsable.status !== 0) return undefined;
  const mounted = folders.flatMap((folder) => ['--volume', `${folder}:${folder}`]);
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const flags = ['--rm', '--name', `tradepost-${name}`, '--network', 'host', '--user', user, ...mounted];
  return { command: docker, args: ['run', ...flags, image], origin: `docker image ${image}` };
}
