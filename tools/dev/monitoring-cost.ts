// `npm run bench:monitoring`: CPU per purchase with monitoring off and on, alternately, on a stack of its own.
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { showProgressOn } from './console.ts';
import { freePort } from './processes/ports.ts';
import { openServices, prepareServers, type PreparedServers } from './shop.ts';
import { openStack, root } from './stack.ts';
import { stackFileOf } from './stack-file.ts';
import { supervise } from './supervision.ts';

const run = promisify(execFile);
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    purchases: { type: 'string', default: '400' },
    'warm-up': { type: 'string', default: '200' },
    only: { type: 'string', default: 'metrics,logs,traces,all' },
  },
});

const OFF = { METRICS: 'off', LOG_LEVEL: 'error', TRACES: 'off' };
const TRACED = { TRACES: 'otlp', TRACES_SAMPLE_RATIO: '0.1' };
/** What is measured, each compared with `off`: logs at info, traces at 10 %. */
const VARIANTS: Record<string, Record<string, string>> = {
  off: OFF,
  metrics: { ...OFF, METRICS: 'on' },
  logs: { ...OFF, LOG_LEVEL: 'info' },
  traces: { ...OFF, ...TRACED },
  all: { METRICS: 'on', LOG_LEVEL: 'info', ...TRACED },
};

const stack = openStack('bench');
await supervise({ stack, codeWhenStopped: 130, work: measure });

async function measure(): Promise<number> {
  showProgressOn(process.stderr);
  const servers = await prepareServers(stack, true);
  const collector = await startCollector();
  const wanted = Object.entries(VARIANTS).filter(
    ([name]) => name === 'off' || values.only.split(',').includes(name),
  );
  const costs = new Map<string, number[]>();
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [name, env] of wanted) {
      const ms = await costOf(servers, { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector });
      costs.set(name, [...(costs.get(name) ?? []), ms]);
      process.stderr.write(`${name}: ${ms.toFixed(2)} ms\n`);
    }
  report(costs);
  return 0;
}

async function costOf(servers: PreparedServers, monitoring: Record<string, string>): Promise<number> {
  const env = { RATE_LIMITS: 'off', ...monitoring };
  const shop = await openServices(
    stack,
    { gatewayPort: await freePort(), instances: {}, reset: false, env },
    servers,
  );
  const { stdout } = await run(
    process.execPath,
    [path.join(root, 'bench/monitoring-run.ts'), values['warm-up'], values.purchases],
    { env: { ...process.env, TEST_STACK_FILE: stackFileOf(stack) } },
  );
  await shop.close();
  const ms = JSON.parse(stdout) as Record<string, number>;
  return Object.values(ms).reduce((sum, one) => sum + one, 0);
}

/** Ratios within a round: both of its sides met the same noise. */
function report(costs: ReadonlyMap<string, number[]>): void {
  const off = costs.get('off') ?? [];
  console.log(
    '| monitoring     | CPU of all services per purchase, ms | with ÷ off, median | of the rounds |',
  );
  console.log(
    '| -------------- | ------------------------------------ | ------------------ | ------------- |',
  );
  for (const [name, ms] of costs) {
    const ratios = ms.map((one, round) => one / (off[round] ?? NaN)).sort((a, b) => a - b);
    const cells = [
      name,
      median(ms).toFixed(2),
      median(ratios).toFixed(3),
      ratios.map((one) => one.toFixed(3)).join(' '),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

/** Takes spans and forgets them: what it costs is not the shop's. */
function startCollector(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end());
  });
  return freePort().then(
    (port) => new Promise((done) => server.listen(port, '127.0.0.1', () => done(`http://127.0.0.1:${port}`))),
  );
}
