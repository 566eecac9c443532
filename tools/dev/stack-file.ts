import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunningInstance } from './running-services.ts';
import type { Account } from './seeds.ts';
import type { PreparedServers } from './shop.ts';
import type { StackAddresses } from './services.ts';
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
  smtpUrl: string;
  /** Page and API of the mail catcher; missing when mails go to a server that is not ours. */
  mailPage?: string | undefined;
  supervisorPid: number;
  accounts: Account[];
  services: { app: string; name: string; pid: number; address: string; opsUrl: string }[];
}

interface Known {
  servers: PreparedServers;
  addresses: StackAddresses;
  instances: RunningInstance[];
  accounts: Account[];
}

export function stackFileOf(stack: Stack): string {
  return path.join(stack.folder, 'stack.json');
}

/** Holds passwords, so only its owner may read it. */
export function writeStackFile(stack: Stack, { servers, addresses, instances, accounts }: Known): StackFile {
  const file: StackFile = {
    stack: stack.name,
    baseUrl: addresses.baseUrl,
    serverUrl: servers.serverUrl,
    databaseAdminUrl: servers.adminUrl,
    databaseUrls: servers.databaseUrls,
    redisUrl: servers.redisUrl,
    consulUrl: servers.consulUrl,
    sandboxUrl: addresses.sandboxUrl,
    smtpUrl: addresses.smtpUrl,
    mailPage: servers.mailPage,
    supervisorPid: process.pid,
    accounts,
    services: instances.map(({ service, name, port, opsPort, child }) => ({
      app: service.app,
      name,
      pid: child.running?.pid ?? 0,
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
