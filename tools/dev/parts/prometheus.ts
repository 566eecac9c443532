import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Stop, warn } from '../console.ts';
import { freePort } from '../processes/ports.ts';
import type { StackFile } from '../stack-file.ts';
import { removeFolder, root, type Stack } from '../stack.ts';
import { monitoringContainer } from './docker.ts';
import { findProgram } from './monitoring-programs.ts';
import { answersOk, startSupervised, type Part } from './part.ts';

const USUAL_PORT = 19090;
const IMAGE = 'prom/prometheus:v2.53.3';

export interface Monitoring {
  /** Of the shop that is scraped. */
  services: StackFile['services'];
  alertmanager: Part | undefined;
  /** For drills: rules and scrapes are that much faster, and nothing is kept of an earlier run. */
  factor?: number;
}

/** An extra: where none can be had the shop goes on without it. */
export async function startPrometheus(stack: Stack, monitoring: Monitoring): Promise<Part | undefined> {
  const folder = path.join(stack.folder, 'prometheus');
  if (monitoring.factor) removeFolder(folder);
  mkdirSync(path.join(folder, 'data'), { recursive: true });
  const program = (await findProgram('prometheus')) ?? monitoringContainer('prometheus', IMAGE, [folder]);
  if (!program) {
    warn('Prometheus is missing, going on without it. This helps: sudo apt-get install prometheus');
    return undefined;
  }
  const port = await freePort(stack.name === 'dev' ? USUAL_PORT : undefined);
  const url = `http://127.0.0.1:${port}`;
  writeRules(folder, monitoring.factor ?? 1);
  const config = path.join(folder, 'prometheus.json');
  writeFileSync(config, JSON.stringify(configuration(folder, monitoring), undefined, 2));
  const child = await startSupervised(
    stack,
    {
      name: 'Prometheus',
      command: program.command,
      args: [
        ...(program.args ?? []),
        `--config.file=${config}`,
        `--storage.tsdb.path=${path.join(folder, 'data')}`,
        '--storage.tsdb.retention.time=7d',
        '--enable-feature=exemplar-storage',
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      env: { ...process.env, ...program.env },
      log: path.join(stack.logs, 'prometheus.log'),
    },
    () => answersOk(`${url}/-/ready`),
  );
  return { name: 'Prometheus', url, origin: program.origin, child };
}

/** A container sees this folder only, so the rules are copied into it. */
function writeRules(folder: string, factor: number): void {
  const rules = path.join(folder, 'rules');
  removeFolder(rules);
  if (factor === 1) return cpSync(path.join(root, 'infra/prometheus/rules'), rules, { recursive: true });
  mkdirSync(rules);
  const script = path.join(root, 'infra/prometheus/compress.ts');
  const run = spawnSync(process.execPath, [script, rules, String(factor)], { encoding: 'utf8' });
  if (run.status !== 0) throw new Stop(`The rules could not be made faster:\n${run.stderr}`);
}

/** JSON is YAML too. Debian's Prometheus has no Consul discovery; the gateway lists the instances for it. */
export function configuration(folder: string, { services, alertmanager, factor = 1 }: Monitoring): object {
  const gateway = services.find(({ app }) => app === 'gateway')?.opsUrl ?? '';
  const every = factor === 1 ? '5s' : '1s';
  const targets = services.map(({ app, opsUrl }) => ({
    targets: [new URL(opsUrl).host],
    labels: { service_name: app },
  }));
  const isListed = (process.env['DISCOVERY'] ?? 'consul') === 'consul';
  return {
    global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: every },
    rule_files: [path.join(folder, 'rules/*.yaml')],
    ...(alertmanager && {
      alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager.url).host] }] }] },
    }),
    scrape_configs: [
      {
        job_name: 'tradepost',
        honor_labels: true,
        ...(isListed
          ? { http_sd_configs: [{ url: `${gateway}/sd/prometheus`, refresh_interval: '5s' }] }
          : { static_configs: targets }),
      },
    ],
  };
}
