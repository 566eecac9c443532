import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { warn } from '../console.ts';
import { freePort } from '../processes/ports.ts';
import { root, type Stack } from '../stack.ts';
import { findProgram } from './monitoring-programs.ts';
import { answersOk, startSupervised, type Part } from './part.ts';

const USUAL_PORT = 19090;

export interface Target {
  app: string;
  opsUrl: string;
}

/** An extra: where none can be had the shop goes on without it. */
export async function startPrometheus(stack: Stack, targets: Target[]): Promise<Part | undefined> {
  const program = await findProgram('prometheus');
  if (!program) {
    warn('Prometheus is missing, going on without it. This helps: sudo apt-get install prometheus');
    return undefined;
  }
  const port = await freePort(USUAL_PORT);
  const url = `http://127.0.0.1:${port}`;
  const config = path.join(stack.folder, 'prometheus.json');
  writeFileSync(config, JSON.stringify(scraping(targets), undefined, 2));
  const child = await startSupervised(
    stack,
    {
      name: 'Prometheus',
      command: program.command,
      args: [
        `--config.file=${config}`,
        `--storage.tsdb.path=${path.join(stack.folder, 'prometheus')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      env: { ...process.env, ...program.env },
      log: path.join(stack.logs, 'prometheus.log'),
    },
    () => answersOk(`${url}/-/ready`),
  );
  return { name: 'Prometheus', url, origin: program.origin, child };
}

/** JSON is YAML too. Ports stay the same as long as the stack is up, so a fixed list is enough. */
export function scraping(targets: Target[]): object {
  const groups = targets.map(({ app, opsUrl }) => ({
    targets: [new URL(opsUrl).host],
    labels: { service_name: app },
  }));
  return {
    global: { scrape_interval: '5s', evaluation_interval: '5s' },
    rule_files: [path.join(root, 'infra/prometheus/rules/*.yaml')],
    scrape_configs: [{ job_name: 'tradepost', honor_labels: true, static_configs: groups }],
  };
}
