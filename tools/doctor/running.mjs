import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { duration, ok, problem, warning } from './finding.mjs';

/** Older than this an outbox is stuck: a relay publishes within a second. */
const OUTBOX_LIMIT_S = 60;

/** Everything about a running shop; nothing when none runs. */
export async function runningShop(context) {
  const { running } = context;
  if (!running) return [ok('shop', 'not running; `npm start` starts it')];
  if (!running.file)
    return [
      warning(
        'shop',
        `is still starting (process ${running.supervisor.pid})`,
        'wait for "Ready", then ask again',
      ),
    ];
  const { file } = running;
  return [
    ...(await Promise.all(file.services.map(readiness))),
    await registered(file),
    await migrations(context, file),
    ...(await work(file)),
  ];
}

async function readiness({ name, opsUrl }) {
  const remedy = `read .local/dev/logs/${name}.log`;
  const answer = await get(`${opsUrl}/health/ready`);
  if (answer.fault) return problem(name, `does not answer on ${opsUrl}: ${answer.fault}`, remedy);
  const body = answer.text.trim().replaceAll(/\s+/g, ' ');
  if (answer.status !== 200) return problem(name, `is not ready: ${body}`, remedy);
  const down = degraded(body);
  return down.length > 0 ? warning(name, `is ready, without ${down.join(', ')}`, remedy) : ok(name, 'ready');
}

/** The dependencies that are down, of the body of `/health/ready`. */
function degraded(body) {
  try {
    return JSON.parse(body).degraded ?? [];
  } catch {
    return [];
  }
}

async function registered({ consulUrl, services }) {
  const answer = await get(`${consulUrl}/v1/health/state/any`);
  const remedy = 'read .local/dev/logs/consul.log and the logs of the services';
  if (answer.status !== 200)
    return problem('discovery', `Consul does not answer: ${answer.fault ?? answer.status}`, remedy);
  const checks = JSON.parse(answer.text);
  const apps = [...new Set(services.map(({ app }) => app))].filter(
    (app) => !['gateway', 'storefront', 'payment-sandbox'].includes(app),
  );
  const wrong = apps.flatMap((app) => {
    const of = checks.filter(({ ServiceName }) => ServiceName === app);
    const passing = of.filter(({ Status }) => Status === 'passing').length;
    const wanted = services.filter((one) => one.app === app).length;
    return passing >= wanted ? [] : [`${app}: ${passing} of ${wanted} instances are healthy`];
  });
  return wrong.length === 0
    ? ok('discovery', 'Consul finds every instance')
    : problem('discovery', wrong.join('; '), remedy);
}

async function migrations({ root }, { databaseUrls }) {
  const pg = await driver(root);
  if (!pg) return warning('migrations', 'not checked: packages are missing', 'npm ci --ignore-scripts');
  const pending = [];
  try {
    for (const [role, url] of Object.entries(databaseUrls)) {
      const app = role.replaceAll('_', '-');
      const applied = await appliedTo(pg, url);
      pending.push(
        ...namesOf(root, app)
          .filter((name) => !applied.has(name))
          .map((name) => `${app}/${name}`),
      );
    }
  } catch (fault) {
    return problem(
      'migrations',
      `the database does not answer: ${fault.message || fault.code}`,
      'read .local/dev/logs/postgres.log',
    );
  }
  if (pending.length === 0) return ok('migrations', 'all applied');
  return problem(
    'migrations',
    `not applied: ${pending.join(', ')}`,
    'stop the shop and run `npm start` again: it migrates first',
  );
}

async function driver(root) {
  try {
    return (await import(pathToFileURL(path.join(root, 'node_modules/pg/lib/index.js')).href)).default;
  } catch {
    return undefined;
  }
}

async function appliedTo(pg, connectionString) {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    const { rows } = await client.query(
      'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    return new Set(rows.map(({ migration_name: name }) => name));
  } finally {
    await client.end();
  }
}

function namesOf(root, app) {
  return readdirSync(path.join(root, 'apps', app, 'prisma/migrations'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** Events that wait or were abandoned, by the metrics that the services publish anyway. */
async function work({ services }) {
  const samples = (await Promise.all(services.map(({ opsUrl }) => get(`${opsUrl}/metrics`)))).map(
    ({ text = '' }) => text,
  );
  const age = Math.max(0, ...samples.flatMap((text) => valuesOf(text, 'outbox_oldest_age_seconds')));
  const dead = Math.max(
    0,
    ...samples.map((text) => valuesOf(text, 'dead_letters').reduce((sum, value) => sum + value, 0)),
  );
  return [
    age > OUTBOX_LIMIT_S
      ? problem(
          'outbox',
          `the oldest event waits for ${duration(age)}`,
          'is Redis up? then read the log of that service',
        )
      : ok('outbox', age > 0 ? `the oldest event waits for ${duration(age)}` : 'empty'),
    dead > 0
      ? warning('dead letters', `${dead} abandoned events`, 'npm run dlq -- list')
      : ok('dead letters', 'none'),
  ];
}

function valuesOf(text, name) {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return lines
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)))
    .filter((value) => Number.isFinite(value));
}

async function get(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return { status: response.status, text: await response.text() };
  } catch (fault) {
    return { fault: fault.cause?.code ?? fault.message };
  }
}
