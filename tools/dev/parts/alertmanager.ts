import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { freePort } from '../processes/ports.ts';
import { removeFolder, root, type Stack } from '../stack.ts';
import { monitoringContainer } from './docker.ts';
import { findProgram } from './monitoring-programs.ts';
import { answersOk, startSupervised, type Part } from './part.ts';

const USUAL_PORT = 19093;
const IMAGE = 'prom/alertmanager:v0.28.1';
const CONFIG = 'infra/alertmanager/alertmanager.yml';

/** Where notifications go: mails to the catcher, or a webhook that records them. */
export type Notified = { smtpUrl: string } | { webhookUrl: string };

/** An extra: without it alerts are seen in Prometheus only. */
export async function startAlertmanager(stack: Stack, notified: Notified): Promise<Part | undefined> {
  const folder = path.join(stack.folder, 'alertmanager');
  if (stack.name !== 'dev') removeFolder(folder);
  mkdirSync(path.join(folder, 'data'), { recursive: true });
  const program = (await findProgram('alertmanager')) ?? monitoringContainer('alertmanager', IMAGE, [folder]);
  if (!program) return undefined;
  const port = await freePort(stack.name === 'dev' ? USUAL_PORT : undefined);
  const url = `http://127.0.0.1:${port}`;
  const config = path.join(folder, 'alertmanager.json');
  writeFileSync(config, JSON.stringify(configuration(notified), undefined, 2));
  const child = await startSupervised(
    stack,
    {
      name: 'Alertmanager',
      command: program.command,
      args: [
        ...(program.args ?? []),
        `--config.file=${config}`,
        `--storage.path=${path.join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        // One instance has no cluster.
        '--cluster.listen-address=',
      ],
      env: { ...process.env, ...program.env },
      log: path.join(stack.logs, 'alertmanager.log'),
    },
    () => answersOk(`${url}/-/ready`),
  );
  return { name: 'Alertmanager', url, origin: program.origin, child };
}

interface Config {
  global: Record<string, unknown>;
  route: Record<string, unknown>;
  receivers: { name: string; email_configs?: object[] }[];
}

/** The checked-in one with the address of this stack's mail catcher; a drill is notified at once, of everything. */
export function configuration(notified: Notified): object {
  const given = parse(readFileSync(path.join(root, CONFIG), 'utf8')) as Config;
  if ('smtpUrl' in notified)
    return { ...given, global: { ...given.global, smtp_smarthost: new URL(notified.smtpUrl).host } };
  const at = { group_wait: '1s', group_interval: '1s', repeat_interval: '1h' };
  return {
    route: { receiver: 'drill', group_by: ['alertname', 'service_name'], ...at },
    receivers: [{ name: 'drill', webhook_configs: [{ url: notified.webhookUrl, send_resolved: true }] }],
  };
}
