import path from 'node:path';
import { mkdirSync } from 'node:fs';
import { Stop } from '../console.ts';
import { freePort } from '../processes/ports.ts';
import { givenAddress, type Stack } from '../stack.ts';
import { libraryPath, unpackedFromDebian } from './debian.ts';
import { container } from './docker.ts';
import { startSupervised, onPath, type Part, type Program, replies } from './part.ts';

const REMEDY = `Redis is missing. One of these helps:
    sudo apt-get install redis-server   (Debian, Ubuntu)
    brew install redis                  (macOS)
    REDIS_URL=redis://host:6379 npm start`;

/** Libraries that a small installation may lack; names differ between releases, so one release is pinned. */
const PACKAGES = {
  suite: 'bookworm',
  names: [
    ...['redis-server', 'redis-tools', 'libatomic1', 'libjemalloc2', 'liblzf1', 'libssl3'],
    ...['liblua5.1-0', 'lua-cjson', 'lua-bitop', 'libsystemd0', 'libcap2', 'libgcrypt20', 'libgpg-error0'],
  ],
};

/** Redis holds nothing that must outlive it: streams are filled again from the outbox. */
export async function startRedis(stack: Stack, usualPort?: number): Promise<Part> {
  const address = givenAddress(stack, 'REDIS_URL');
  if (address) return { name: 'Redis', url: address, origin: 'REDIS_URL' };

  const port = await freePort(usualPort);
  const program = await findRedis(stack, port);
  const folder = path.join(stack.folder, 'redis');
  mkdirSync(folder, { recursive: true });
  const own = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
  const child = await startSupervised(
    stack,
    {
      name: 'Redis',
      command: program.command,
      args: program.args ?? [...own, '--save', '', '--appendonly', 'no', '--daemonize', 'no'],
      env: { ...process.env, ...program.env },
      log: path.join(stack.logs, 'redis.log'),
    },
    () => replies(port, 'PING\r\n', '+PONG'),
  );
  return { name: 'Redis', url: `redis://127.0.0.1:${port}`, origin: program.origin, child };
}

async function findRedis(stack: Stack, port: number): Promise<Program> {
  const own = onPath('redis-server');
  if (own) return { command: own, origin: own };
  const unpacked = await unpackedFromDebian('redis', PACKAGES);
  if (unpacked) {
    return {
      command: path.join(unpacked, 'usr/bin/redis-server'),
      env: { LD_LIBRARY_PATH: libraryPath(unpacked) },
      origin: 'private copy from Debian packages',
    };
  }
  const docker = container({
    name: `tradepost-${stack.name}-redis`,
    image: 'redis:7',
    ports: [[port, 6379]],
  });
  if (docker) return docker;
  throw new Stop(REMEDY);
}
