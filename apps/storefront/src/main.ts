import { createRegistration } from '@tradepost/discovery/registration';
import { createMetrics, Logger, Readiness, startOpsServer, startTracing } from '@tradepost/observability';
import { pageServer } from './server/page-server.ts';
import { declareNeeds } from './server/needs.ts';
import { readConfig } from './storefront.config.ts';

const config = readConfig();
const log = new Logger({ service: 'storefront', level: config.LOG_LEVEL });
const tracing = await startTracing('storefront', config, log);
const metrics = createMetrics('storefront', config, log);
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
// For Prometheus: no service calls the storefront.
const registration = createRegistration({
  driver: config.REGISTER_OPS_PORT ? config.DISCOVERY : 'static',
  consulAddr: config.CONSUL_HTTP_ADDR,
  consulToken: config.CONSUL_HTTP_TOKEN,
  service: 'storefront',
  host: config.ADVERTISE_HOST,
  opsPort: ops.port,
  log: (level, message, facts) => log[level](facts ?? {}, message),
});
void registration.start();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void leave(signal));
if (await readiness.open()) log.info({ port, opsPort: ops.port }, 'ready');

async function leave(signal: NodeJS.Signals): Promise<void> {
  process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
  // npm sends a second SIGINT; it must not interrupt draining.
  process.on('SIGINT', () => {}).on('SIGTERM', () => {});
  log.info({ signal }, 'leaving');
  readiness.leave();
  const left = registration.stop();
  await pages.drain(config.DRAIN_TIMEOUT_MS);
  await left;
  await ops.close();
  await tracing.close();
  log.info({}, 'gone');
  process.exit(0);
}
