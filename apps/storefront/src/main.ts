import { Logger, Metrics, Readiness, startOpsServer, startTracing } from '@tradepost/observability';
import { pageServer } from './server/page-server.ts';
import { declareNeeds } from './server/needs.ts';
import { readConfig } from './storefront.config.ts';

const config = readConfig();
const log = new Logger({ service: 'storefront', level: config.LOG_LEVEL });
const tracing = await startTracing('storefront', config, log);
const metrics = new Metrics('storefront');
const readiness = new Readiness(log);
const ops = await startOpsServer({
  host: config.HOST,
  port: config.OPS_PORT,
  metrics,
  readiness,
});
const pages = pageServer({ config, log, metrics });
const port = await pages.listen();
declareNeeds(readiness, config, port);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void leave(signal));
if (await readiness.open()) log.info({ port, opsPort: ops.port }, 'ready');

async function leave(signal: NodeJS.Signals): Promise<void> {
  process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
  // npm sends a second SIGINT; it must not interrupt draining.
  process.on('SIGINT', () => {}).on('SIGTERM', () => {});
  log.info({ signal }, 'leaving');
  readiness.leave();
  await pages.drain(config.DRAIN_TIMEOUT_MS);
  await ops.close();
  await tracing.close();
  log.info({}, 'gone');
  process.exit(0);
}
