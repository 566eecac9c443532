// `npm start`: the whole shop on this machine, until Ctrl-C.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { say, Stop, warn } from './console.ts';
import { purchaseCommand } from './first-purchase.ts';
import { type Options, readOptions } from './options.ts';
import { holderOf, isFree } from './processes/ports.ts';
import { openShop, type Shop } from './shop.ts';
import { openStack, root } from './stack.ts';
import { supervise } from './supervision.ts';

const USUAL_PORT = 8080;

const settings = path.join(root, '.env');
if (existsSync(settings)) process.loadEnvFile(settings);

const stack = openStack('dev');
await supervise({ stack, codeWhenStopped: 0, work: start });

async function start(asked: Promise<void>): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const gatewayPort = await publicPort();
  if (options.with.includes('prometheus'))
    warn('Prometheus is not part of this stack yet; going on without it');
  const shop = await openShop(stack, { gatewayPort, ...options });
  await introduce(shop, options);
  await asked;
  return 0;
}

async function publicPort(): Promise<number> {
  const port = Number(process.env['PORT'] ?? USUAL_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Stop(`PORT must be a port number`);
  if (await isFree(port)) return port;
  const holder = holderOf(port);
  throw new Stop(
    `PORT ${port} is in use${holder ? ` by ${holder}` : ''}; choose another: PORT=${port + 1} npm start`,
  );
}

async function introduce({ baseUrl, accounts, file }: Shop, options: Options): Promise<void> {
  say('Ready');
  const lines = ['', `  Shop API   ${baseUrl}/api/v1`, `  API pages  ${baseUrl}/docs`];
  lines.push(
    `  Consul     ${file.consulUrl}/ui`,
    `  Logs       ${path.relative(process.cwd(), stack.logs)}/`,
  );
  for (const { role, email, password } of accounts) lines.push(`  ${role.padEnd(10)} ${email} / ${password}`);
  const command = await purchaseCommand(baseUrl).catch(() => undefined);
  if (command) lines.push('', '  Buy something:', `  ${command}`);
  if (options.reset) lines.push('', '  (stored data was dropped first)');
  console.log([...lines, '', '  Ctrl-C stops everything.', ''].join('\n'));
}
