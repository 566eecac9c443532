import { Stop, warn } from './console.ts';
import type { PidFile } from './processes/pid-file.ts';

/** What has been started and must be stopped, in the opposite order; also when a start is cut short. */
export class Teardown {
  private readonly pids: PidFile;
  private readonly tasks: (() => Promise<unknown>)[] = [];
  private running: Promise<void> | undefined;

  constructor(pids: PidFile) {
    this.pids = pids;
  }

  get hasBegun(): boolean {
    return this.running !== undefined;
  }

  add(task: () => Promise<unknown>): void {
    if (this.hasBegun) throw new Stop('stopped');
    this.tasks.push(task);
  }

  run(): Promise<void> {
    this.running ??= this.runTasks();
    return this.running;
  }

  private async runTasks(): Promise<void> {
    this.pids.close();
    for (const task of this.tasks.toReversed()) {
      await task().catch((fault: unknown) => warn(String(fault)));
    }
    await this.pids.endAll();
  }
}
