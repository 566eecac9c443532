import { Logger, Metrics, startOpsServer } from '@tradepost/observability';
import { pageServer } from './server/page-server.ts';
import { readConfig } from './storefront.config.ts';

const config = readConfig();
const log = new Logger({ service: 'storefront', level: config.LOG_LEVEL });
const metrics = new Metrics('storefront');
const state = { isReady: false };
const ops = await startOpsServer({
  host: config.HOST,
  port: config.OPS_PORT,
  metrics,
  isReady: () => state.isReady,
});
const pages = pageServer({ config, log, metrics });
const port = await pages.listen();
state.isReady = true;
log.info({ port, opsPort: ops.port }, 'ready');
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void leave(signal));

async function leave(signal: NodeJS.Signals): Promise<void> {
  process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
  // npm sends a second SIGINT; it must not interrupt draining.
  process.on('SIGINT', () => {}).on('SIGTERM', () => {});
  log.info({ signal }, 'leaving');
  state.isReady = false;
  await pages.drain(config.DRAIN_TIMEOUT_MS);
  await ops.close();
  log.info({}, 'gone');
  process.exit(0);
}
