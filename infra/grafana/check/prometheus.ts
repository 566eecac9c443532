import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { findProgram } from '../../../tools/dev/parts/monitoring-programs.ts';
import { freePort } from '../../../tools/dev/processes/ports.ts';
import { compressedRules } from '../../prometheus/compressed-rules.ts';
import { rulesFolder } from '../../prometheus/rule-files.ts';

export interface Target {
  app: string;
  opsUrl: string;
}

export interface Sample {
  metric: Record<string, string>;
  value: number;
}

/** Windows of an hour pass in a minute, so that what the rules record is there to be read. */
const FASTER = 60;
const READY_MS = 20_000;
const STEP_MS = 200;

/** A Prometheus of its own that scrapes the targets every second and evaluates our rules. */
export class Prometheus {
  private readonly url: string;
  private readonly child: ChildProcess;
  private readonly folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.child = child;
    this.folder = folder;
  }

  /** Undefined where no Prometheus can be had. */
  static async start(targets: Target[]): Promise<Prometheus | undefined> {
    const program = await findProgram('prometheus');
    if (!program) return undefined;
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tradepost-dashboards-'));
    const port = await freePort();
    const config = writeConfig(folder, targets);
    const args = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    const env = { ...process.env, ...program.env };
    const child = spawn(program.command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.stderr.on('data', (data: Buffer) => (log = (log + data.toString()).slice(-2_000)));
    const started = new Prometheus(`http://127.0.0.1:${port}`, child, folder);
    const isUp = await started
      .until('Prometheus is ready', () => started.isReady(), READY_MS)
      .catch(() => false);
    if (isUp !== false) return started;
    await started.stop();
    throw new Error(`Prometheus did not start:\n${log}`);
  }

  async query(expr: string): Promise<Sample[]> {
    const body = new URLSearchParams({ query: expr });
    const response = await fetch(`${this.url}/api/v1/query`, { method: 'POST', body });
    const answer = (await response.json()) as Answer;
    if (answer.status !== 'success') throw new Error(`${answer.error}: ${expr}`);
    const { resultType, result } = answer.data;
    if (resultType === 'scalar') return [{ metric: {}, value: Number(result[1]) }];
    return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  /** Resolves when `isSo`. @throws when that takes longer than the limit */
  async until(what: string, isSo: () => Promise<boolean>, limitMs: number): Promise<void> {
    const end = performance.now() + limitMs;
    while (!(await isSo())) {
      if (performance.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`);
      await after(STEP_MS);
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async isReady(): Promise<boolean> {
    if (this.child.exitCode !== null) throw new Error('it ended');
    try {
      return (await fetch(`${this.url}/-/ready`)).ok;
    } catch {
      return false;
    }
  }
}

type Answer =
  | { status: 'error'; error: string }
  | {
      status: 'success';
      data:
        | { resultType: 'vector'; result: { metric: Record<string, string>; value: [number, string] }[] }
        | { resultType: 'scalar'; result: [number, string] };
    };

/** JSON is YAML, too. */
function writeConfig(folder: string, targets: Target[]): string {
  for (const name of readdirSync(rulesFolder)) {
    const rules = compressedRules(readFileSync(path.join(rulesFolder, name), 'utf8'), FASTER);
    writeFileSync(path.join(folder, name), rules);
  }
  const file = path.join(folder, 'prometheus.json');
  const groups = targets.map(({ app, opsUrl }) => ({
    targets: [new URL(opsUrl).host],
    labels: { service_name: app },
  }));
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [path.join(folder, '*.yaml')],
    scrape_configs: [{ job_name: 'tradepost', honor_labels: true, static_configs: groups }],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}
