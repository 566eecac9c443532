import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Stop } from '../console.ts';
import { freePort } from '../processes/ports.ts';
import { givenAddress, removeFolder, type Stack } from '../stack.ts';
import { libraryPath, unpackedFromDebian } from './debian.ts';
import { container } from './docker.ts';
import { consulFromHashiCorp } from './hashicorp.ts';
import { startSupervised, onPath, type Part, type Program } from './part.ts';

const REMEDY = `Consul is missing. One of these helps:
    sudo apt-get install consul    (Debian, Ubuntu; HashiCorp's own packages work too)
    brew install consul            (macOS)
    CONSUL_HTTP_ADDR=http://host:8500 npm start`;

const PACKAGES = { suite: 'bullseye', names: ['consul'] };

interface Ports {
  http: number;
  server: number;
  serf_lan: number;
}

export async function startConsul(stack: Stack, usualPort?: number): Promise<Part> {
  const address = givenAddress(stack, 'CONSUL_HTTP_ADDR');
  if (address) return { name: 'Consul', url: withScheme(address), origin: 'CONSUL_HTTP_ADDR' };

  const http = await freePort(usualPort);
  const nearby = (step: number): number | undefined => usualPort && usualPort + step;
  const ports = { http, server: await freePort(nearby(1)), serf_lan: await freePort(nearby(2)) };
  const url = `http://127.0.0.1:${http}`;
  const program = await findConsul(stack, http);
  const child = await startSupervised(
    stack,
    {
      name: 'Consul',
      command: program.command,
      args: program.args ?? ['agent', `-config-file=${writeConfig(stack, ports, program)}`],
      env: { ...process.env, ...program.env },
      log: path.join(stack.logs, 'consul.log'),
    },
    () => hasLeader(url),
  );
  return { name: 'Consul', url, origin: program.origin, child };
}

function withScheme(address: string): string {
  return address.includes('://') ? address : `http://${address}`;
}

async function hasLeader(url: string): Promise<boolean> {
  const response = await fetch(`${url}/v1/status/leader`, { signal: AbortSignal.timeout(1_000) });
  return response.ok && ((await response.json()) as string).includes(':');
}

/** One server that is its own quorum. The keys are ones that Consul 1.8 knows: it refuses any other. */
function writeConfig(stack: Stack, ports: Ports, program: Program): string {
  const folder = path.join(stack.folder, 'consul');
  const data = path.join(folder, 'data');
  mkdirSync(data, { recursive: true });
  // Instances of the last run are gone; what was stored in the key-value store stays.
  removeFolder(path.join(data, 'services'));
  removeFolder(path.join(data, 'checks'));
  const config = {
    server: true,
    bootstrap_expect: 1,
    node_name: `tradepost-${stack.name}`,
    data_dir: data,
    bind_addr: '127.0.0.1',
    client_addr: '127.0.0.1',
    disable_update_check: true,
    enable_script_checks: false,
    leave_on_terminate: false,
    log_level: 'WARN',
    performance: { raft_multiplier: 1 },
    ports: { ...ports, dns: -1, grpc: -1, serf_wan: -1, ...(hasTlsPort(program) ? { grpc_tls: -1 } : {}) },
  };
  const file = path.join(folder, 'consul.json');
  writeFileSync(file, JSON.stringify(config, undefined, 2));
  return file;
}

/** From 1.14 on a server opens this port by default; before, the setting is unknown. */
function hasTlsPort({ command, env }: Program): boolean {
  const { stdout } = spawnSync(command, ['version'], { encoding: 'utf8', env: { ...process.env, ...env } });
  const [major = 0, minor = 0] = (/v(\d+)\.(\d+)/.exec(stdout ?? '') ?? []).slice(1).map(Number);
  return major > 1 || minor >= 14;
}

async function findConsul(stack: Stack, port: number): Promise<Program> {
  const own = onPath('consul');
  if (own) return { command: own, origin: own };
  const unpacked = await unpackedFromDebian('consul', PACKAGES);
  if (unpacked) {
    return {
      command: path.join(unpacked, 'usr/bin/consul'),
      env: { LD_LIBRARY_PATH: libraryPath(unpacked) },
      origin: 'private copy from Debian packages',
    };
  }
  const downloaded = await consulFromHashiCorp();
  if (downloaded) return { command: downloaded, origin: 'private copy from HashiCorp' };
  const image = { name: `tradepost-${stack.name}-consul`, image: 'hashicorp/consul:1.20' };
  const docker = container({ ...image, ports: [[port, 8500]] });
  if (docker) return docker;
  throw new Stop(REMEDY);
}
