import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { KeptInstance } from './running-services.ts';
import type { Account } from './seeds.ts';
import type { Ground } from './shop.ts';
import type { Surroundings } from './services.ts';
import type { Stack } from './stack.ts';

/** What tests, benchmarks and tools need to know of a running stack: `.local/<stack>/stack.json`. */
export interface StackFile {
  stack: string;
  baseUrl: string;
  /** The administrator's address of the server, and of the shop's database on it. */
  serverUrl: string;
  databaseAdminUrl: string;
  /** By role. */
  databaseUrls: Record<string, string>;
  redisUrl: string;
  consulUrl: string;
  sandboxUrl: string;
  /** Page and API of the mail catcher; missing when mails go to a server that is not ours. */
  mailPage?: string | undefined;
  supervisorPid: number;
  accounts: Account[];
  services: { app: string; name: string; pid: number; address: string; opsUrl: string }[];
}

interface Known {
  ground: Ground;
  around: Surroundings;
  instances: KeptInstance[];
  accounts: Account[];
}

export function stackFileOf(stack: Stack): string {
  return path.join(stack.folder, 'stack.json');
}

/** Holds passwords, so only its owner may read it. */
export function writeStackFile(stack: Stack, { ground, around, instances, accounts }: Known): StackFile {
  const file: StackFile = {
    stack: stack.name,
    baseUrl: around.baseUrl,
    serverUrl: ground.serverUrl,
    databaseAdminUrl: ground.adminUrl,
    databaseUrls: ground.databaseUrls,
    redisUrl: ground.redisUrl,
    consulUrl: ground.consulUrl,
    sandboxUrl: around.sandboxUrl,
    mailPage: ground.mailPage,
    supervisorPid: process.pid,
    accounts,
    services: instances.map(({ service, name, port, opsPort, keeper }) => ({
      app: service.app,
      name,
      pid: keeper.running?.pid ?? 0,
      address: `127.0.0.1:${port}`,
      opsUrl: `http://127.0.0.1:${opsPort}`,
    })),
  };
  writeFileSync(stackFileOf(stack), JSON.stringify(file, undefined, 2), { mode: 0o600 });
  return file;
}

/** Removes the addresses of a stack that has ended. */
export function removeStackFile(stack: Stack): void {
  rmSync(stackFileOf(stack), { force: true });
}
