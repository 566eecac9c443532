// `npm start`: the whole shop on this machine, until Ctrl-C.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { say, step, Stop } from './console.ts';
import { purchaseCommand } from './first-purchase.ts';
import { type Options, readOptions } from './options.ts';
import { holderOf } from './processes/port-holder.mjs';
import { claim, isFree } from './processes/ports.ts';
import { startAlertmanager } from './parts/alertmanager.ts';
import type { Part } from './parts/part.ts';
import { startPrometheus } from './parts/prometheus.ts';
import { startTracePage, tracesTo } from './parts/trace-page.ts';
import { issueCertificates } from './certificates.ts';
import { settingFaults } from './settings.ts';
import { openShop, type Shop } from './shop.ts';
import { openStack, root } from './stack.ts';
import { supervise } from './supervision.ts';

const USUAL_PORT = 8080;

const settings = path.join(root, '.env');
if (existsSync(settings)) process.loadEnvFile(settings);

const options = optionsOrExit();
const stack = openStack(options.stack);
await supervise({ stack, codeWhenStopped: 0, work: start });

function optionsOrExit(): Options {
  try {
    const read = readOptions(process.argv.slice(2));
    const faults = settingFaults(process.env);
    if (faults.length > 0) throw new Stop(`npm start can not begin: ${faults.join('; ')}`);
    return read;
  } catch (fault) {
    console.error((fault as Error).message);
    process.exit(1);
  }
}

async function start(stopRequested: Promise<void>): Promise<number> {
  const gatewayPort = await publicPort();
  const traces = options.with.includes('traces')
    ? await step('Traces', () => startTracePage(stack))
    : undefined;
  const tls = options.with.includes('tls') ? { envOf: issueCertificates(stack) } : {};
  const env = traces ? tracesTo(traces) : {};
  const shop = await openShop(stack, { gatewayPort, ...options, env, ...tls });
  const monitoring = options.with.includes('prometheus') ? await monitor(shop) : [];
  await introduce(shop, [...monitoring, traces]);
  await stopRequested;
  return 0;
}

async function publicPort(): Promise<number> {
  const port = Number(process.env['PORT'] || USUAL_PORT);
  if (await isFree(port)) return claim(port);
  const holder = holderOf(port);
  throw new Stop(
    `PORT ${port} is in use${holder ? ` by ${holder}` : ''}; choose another: PORT=${port + 1} npm start`,
  );
}

/** Alerts go to the mail catcher, never to a mail server that is not ours. */
async function monitor({ file }: Shop): Promise<Part[]> {
  const smtpUrl = file.smtpUrl;
  const alertmanager = file.mailPage
    ? await step('Alertmanager', () => startAlertmanager(stack, { smtpUrl }))
    : undefined;
  const prometheus = await step('Prometheus', () =>
    startPrometheus(stack, { services: file.services, alertmanager }),
  );
  return [prometheus, alertmanager].filter((part) => part !== undefined);
}

async function introduce({ baseUrl, accounts, file }: Shop, extras: (Part | undefined)[]): Promise<void> {
  say('Ready');
  const lines = [
    '',
    `  Shop       ${baseUrl}`,
    `  Shop API   ${baseUrl}/api/v1`,
    `  API pages  ${baseUrl}/docs`,
  ];
  lines.push(
    ...(file.mailPage ? [`  Mails      ${file.mailPage}`] : []),
    `  Consul     ${file.consulUrl}/ui`,
    `  Logs       ${path.relative(process.cwd(), stack.logs)}/`,
  );
  for (const extra of extras) if (extra) lines.push(`  ${extra.name.padEnd(10)} ${extra.url}`);
  for (const { role, email, password } of accounts) lines.push(`  ${role.padEnd(10)} ${email} / ${password}`);
  const command = await purchaseCommand(baseUrl).catch(() => undefined);
  if (command) lines.push('', '  Buy something:', `  ${command}`);
  console.log([...lines, '', '  Ctrl-C stops everything.', ''].join('\n'));
}
