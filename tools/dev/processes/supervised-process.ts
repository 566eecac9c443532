import { setTimeout as after } from 'node:timers/promises';
import { say, Stop, warn } from '../console.ts';
import { describeEnding, type Ending, lastLines, type Running } from './launch.ts';

export interface SupervisionOptions {
  name: string;
  launch: () => Running;
  isReady: () => Promise<boolean>;
  /** Called each time a process has been restarted and is ready. */
  onBack?: () => void;
  readyLimitMs?: number;
  /** Before the first restart; each further one waits twice as long, up to ten seconds. */
  firstPauseMs?: number;
}

const TRIES_AT_START = 3;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const STEADY_AFTER_MS = 30_000;

/** A process that is restarted, with growing pauses, when it ends without being stopped. */
export class SupervisedProcess {
  readonly name: string;
  private readonly options: SupervisionOptions;
  private readonly stopping = new AbortController();
  private current: Running | undefined;
  private readonly firstPauseMs: number;
  private pauseMs: number;

  constructor(options: SupervisionOptions) {
    this.name = options.name;
    this.options = options;
    this.firstPauseMs = options.firstPauseMs ?? FIRST_PAUSE_MS;
    this.pauseMs = this.firstPauseMs;
  }

  get running(): Running | undefined {
    return this.current;
  }

  /** Resolves when the process is ready. @throws Stop with its last log lines if it keeps ending before that */
  async start(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const ending = await this.attempt();
      if (this.stopping.signal.aborted) throw new Stop('stopped');
      if (!ending) return void this.watch();
      if (attempt === TRIES_AT_START) throw new Stop(this.report(`${ending}, ${attempt} times in a row`));
      warn(`${this.name} ${ending} while starting, trying again`);
      await this.pause();
      if (this.stopping.signal.aborted) throw new Stop('stopped');
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.current?.stop();
  }

  /** Undefined when the process became ready, else how it ended. */
  private async attempt(): Promise<string | undefined> {
    const running = this.options.launch();
    this.current = running;
    let ending: Ending | undefined;
    void running.ended.then((how) => (ending = how));
    const limitMs = this.options.readyLimitMs ?? 60_000;
    const until = performance.now() + limitMs;
    while (!(await this.options.isReady().catch(() => false))) {
      if (ending) return describeEnding(ending);
      if (performance.now() > until) {
        await running.stop();
        throw new Stop(this.report(`is not ready after ${limitMs / 1000} s`));
      }
      await after(50);
    }
    return undefined;
  }

  private async watch(): Promise<void> {
    for (;;) {
      const readyAt = performance.now();
      const ending = await this.current?.ended;
      if (this.stopping.signal.aborted || !ending) return;
      // Code 0 is an orderly end that was asked for, such as a restart with new code.
      if (ending.code === 0 || performance.now() - readyAt > STEADY_AFTER_MS)
        this.pauseMs = this.firstPauseMs;
      warn(this.report(describeEnding(ending), 3));
      if (!(await this.comeBack())) return;
    }
  }

  private async comeBack(): Promise<boolean> {
    for (;;) {
      await this.pause();
      if (this.stopping.signal.aborted) return false;
      const ending = await this.attempt().catch((fault: Error) => fault.message);
      if (!ending) {
        say(`${this.name} is back`);
        this.options.onBack?.();
        return true;
      }
      if (this.stopping.signal.aborted) return false;
      warn(this.report(ending, 3));
    }
  }

  private async pause(): Promise<void> {
    await after(this.pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }

  private report(what: string, lines = 12): string {
    const log = this.current?.log ?? '';
    const end = lastLines(log, lines).map((line) => `    ${line}`);
    return [`${this.name} ${what}. The end of ${log}:`, ...end].join('\n');
  }
}
