import { setTimeout as after } from 'node:timers/promises';
import pg from 'pg';
import { Random } from '../load/random.ts';
import type { Stack } from '../stack.ts';
import type { Fault } from './schedule.ts';

export interface Done extends Fault {
  what: string;
}

/** Injects the faults at their times. The stack's supervisor restarts every process that ends. */
export class Saboteur {
  private readonly stack: Stack;
  private readonly random: Random;
  private readonly report: (line: string) => void;
  private readonly paused = new Set<number>();

  constructor(stack: Stack, seed: number, report: (line: string) => void) {
    this.stack = stack;
    this.random = Random.of(seed, 'instances');
    this.report = report;
  }

  async run(faults: readonly Fault[]): Promise<Done[]> {
    const from = Date.now();
    const done: Done[] = [];
    const lasting: Promise<void>[] = [];
    for (const fault of faults) {
      await after(Math.max(0, from + fault.atMs - Date.now()));
      const what = await this.inject(fault, lasting);
      done.push({ ...fault, what });
      this.report(what);
    }
    await Promise.all(lasting);
    return done;
  }

  /** Resumes every paused process. */
  release(): void {
    for (const pid of this.paused) send(pid, 'SIGCONT');
    this.paused.clear();
  }

  private async inject(fault: Fault, lasting: Promise<void>[]): Promise<string> {
    const { kind, target, forMs } = fault;
    if (kind === 'postgres') return `cut ${await this.cut(target)} Postgres connections of ${target}`;
    const isPart = kind === 'redis' || kind === 'consul' || kind === 'restart';
    const name = isPart ? target : this.random.pick(this.stack.instancesOf(target));
    const pid = this.stack.pidOf(name);
    if (!pid) return `${kind} ${name}: it is down anyway`;
    if (kind === 'pause') {
      lasting.push(this.pause(pid, forMs));
      return `paused ${name} for ${forMs} ms`;
    }
    if (kind === 'restart') {
      // Its "fast" stop: every session is cut, everything committed is there when it comes back.
      send(pid, 'SIGINT');
      return `restarted ${name}`;
    }
    send(pid, kind === 'stop' ? 'SIGTERM' : 'SIGKILL');
    return kind === 'stop'
      ? `SIGTERM to ${name}`
      : `killed ${name}${kind === 'redis' ? ', it comes back empty' : ''}`;
  }

  private async pause(pid: number, forMs: number): Promise<void> {
    this.paused.add(pid);
    send(pid, 'SIGSTOP');
    await after(forMs);
    this.paused.delete(pid);
    send(pid, 'SIGCONT');
  }

  private async cut(role: string): Promise<number> {
    const db = new pg.Client({ connectionString: this.stack.file.databaseAdminUrl });
    await db.connect();
    try {
      const { rowCount } = await db.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1',
        [role],
      );
      return rowCount ?? 0;
    } finally {
      await db.end();
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault;
  }
}
