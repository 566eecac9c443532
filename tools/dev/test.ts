// `npm test`: every check and test of the project on servers of its own; the last line is the result.
import { owners, passwordVariable } from '../db/databases.ts';
import { generateCode } from './builds.ts';
import { issueCertificates } from './certificates.ts';
import { elapsed, say, showProgressOn, Stop } from './console.ts';
import { findProgram } from './parts/monitoring-programs.ts';
import { freePort } from './processes/ports.ts';
import { prepareServers, openServices, type PreparedServers } from './shop.ts';
import { openStack } from './stack.ts';
import { stackFileOf } from './stack-file.ts';
import { supervise } from './supervision.ts';
import { readTestOptions } from './testing/options.ts';
import { failedOnce, type Outcome, type Stage, sum } from './testing/stage.ts';
import { stages } from './testing/stages.ts';

type Result = Outcome & { stage: string; seconds: number };

const AT_ONCE = 2;
const stack = openStack('test');
const results: Result[] = [];
await supervise({ stack, codeWhenStopped: 130, work: test });

async function test(): Promise<number> {
  const options = readTestOptions(process.argv.slice(2));
  if (options.json) showProgressOn(process.stderr);
  const wanted = stages
    .filter(({ name, isThere }) => (options.only.length > 0 ? options.only.includes(name) : isThere()))
    .filter(({ needs }) => !options.withoutServers || needs === 'nothing');
  await generateCode(stack);
  await inParallel(wanted.filter(({ needs, name }) => needs === 'nothing' && name !== 'unit'));
  // Specs use these where they are; `npm run verify` fetches nothing.
  if (!options.withoutServers) for (const name of ['promtool', 'amtool'] as const) await findProgram(name);
  await inParallel(wanted.filter(({ name }) => name === 'unit'));
  await onServers(wanted, options.tls);
  return report(options.json);
}

/** Runs two stages at a time, for two cores. */
async function inParallel(queue: Stage[]): Promise<void> {
  const left = [...queue];
  const worker = async (): Promise<void> => {
    for (let stage = left.shift(); stage; stage = left.shift()) await run(stage, {});
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function onServers(wanted: Stage[], tls: boolean): Promise<void> {
  const onParts = wanted.filter(({ needs }) => needs === 'parts');
  const onShop = wanted.filter(({ needs }) => needs === 'shop');
  if (onParts.length + onShop.length === 0) return;
  const servers = await orFail('servers', () => prepareServers(stack, true));
  if (!servers) return;
  for (const stage of onParts) await run(stage, environmentOf(servers));
  if (onShop.length === 0) return;
  // Short enough that abandoned challenges expire while the proof waits for them.
  const short = { RATE_LIMITS: 'off', PAYMENT_CHALLENGE_MS: '45000' };
  const traces = await tracesOnDemand();
  const env = { ...short, ...traces };
  const certificates = tls ? { envOf: issueCertificates(stack) } : {};
  const options = { gatewayPort: await freePort(), instances: {}, reset: false, env, ...certificates };
  const shop = await orFail('shop', () => openServices(stack, options, servers));
  if (!shop) return;
  const known = {
    ...environmentOf(servers),
    ...traces,
    BASE_URL: shop.baseUrl,
    TEST_STACK_FILE: stackFileOf(stack),
  };
  for (const stage of onShop) await run(stage, known);
}

/** Nothing is recorded but what a test asks for by its `traceparent`; the test receives the spans itself. */
async function tracesOnDemand(): Promise<Record<string, string>> {
  return {
    TRACES: 'otlp',
    TRACES_SAMPLE_RATIO: '0',
    TRACES_INCOMING: 'continue',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
  };
}

function environmentOf({
  serverUrl,
  redisUrl,
  consulUrl,
  passwords,
}: PreparedServers): Record<string, string> {
  const logins = owners.map((owner) => [passwordVariable(owner), passwords[owner.role] ?? ''] as const);
  return {
    TEST_DATABASE_ADMIN_URL: serverUrl,
    REDIS_URL: redisUrl,
    CONSUL_HTTP_ADDR: consulUrl,
    ...Object.fromEntries(logins),
  };
}

/** Reports a failed start as a failure, so that earlier results are still printed. */
async function orFail<T>(name: string, open: () => Promise<T>): Promise<T | undefined> {
  try {
    return await open();
  } catch (fault) {
    if (stack.teardown.hasBegun) throw fault;
    keep({ stage: name, seconds: 0, ...failedOnce(fault instanceof Stop ? fault.message : String(fault)) });
    return undefined;
  }
}

async function run(stage: Stage, env: Record<string, string>): Promise<void> {
  const from = performance.now();
  const outcome = await stage.run({ stack, env: { NODE_ENV: 'test', ...env } });
  keep({ stage: stage.name, seconds: (performance.now() - from) / 1000, ...outcome });
}

function keep(result: Result): void {
  results.push(result);
  const { stage, passed, failed, skipped, seconds } = result;
  const verdict = skipped ?? (failed > 0 ? `FAILED: ${failed} of ${passed + failed}` : `${passed} passed`);
  say(`${stage.padEnd(12)} ${verdict} (${seconds.toFixed(1)} s)`);
}

async function report(asJson: boolean): Promise<number> {
  const { passed, failed } = sum(results);
  await stack.teardown.run();
  if (asJson) {
    console.log(JSON.stringify({ passed, failed, stages: results }, undefined, 2));
  } else {
    for (const { stage, failures } of results) {
      for (const failure of failures) console.log(`\n--- ${stage}: ${failure}`);
    }
    console.log(`\nTook ${elapsed().trim()}\n${passed} passed, ${failed} failed`);
  }
  return failed > 0 || passed === 0 ? 1 : 0;
}
