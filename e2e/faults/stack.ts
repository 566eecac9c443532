import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Account {
  email: string;
  password: string;
  role: string;
}

/** What is read here of the file that a running stack writes about itself. */
export interface StackFile {
  baseUrl: string;
  databaseAdminUrl: string;
  redisUrl: string;
  consulUrl: string;
  accounts: Account[];
  services: { app: string; name: string; opsUrl: string }[];
}

/** A running shop with a supervisor that starts again what ends. */
export class Stack {
  readonly file: StackFile;
  private readonly pids: string;

  constructor(file: string) {
    this.file = JSON.parse(readFileSync(file, 'utf8')) as StackFile;
    this.pids = path.join(path.dirname(file), 'pids.json');
  }

  /** The process that has this name now: a service's instance, `Redis`, `Consul`. */
  pidOf(name: string): number | undefined {
    try {
      const running = JSON.parse(readFileSync(this.pids, 'utf8')) as { name: string; pid: number }[];
      return running.find((one) => one.name === name)?.pid;
    } catch {
      return undefined; // being written
    }
  }

  /** Names of all instances of an app. */
  instancesOf(app: string): string[] {
    return this.file.services.filter((service) => service.app === app).map(({ name }) => name);
  }

  get apps(): string[] {
    return [...new Set(this.file.services.map(({ app }) => app))];
  }

  async isWell(): Promise<boolean> {
    const answers = await Promise.all(this.file.services.map(({ opsUrl }) => isReady(opsUrl)));
    return answers.every(Boolean);
  }
}

async function isReady(opsUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${opsUrl}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
