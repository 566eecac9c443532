// `npm run bench:monitoring`: CPU per purchase with monitoring off and on, of shops with other settings, loaded at the same
// time: only their CPU is compared, and so both meet the same noise.
import { createServer } from 'node:http';
import { Results } from './measures/results.ts';
import { median } from './measures/statistics.ts';
import { markdown, ratioBetween, spread } from './measures/table.ts';
import { turn } from './measures/turn.ts';
import { readOptions } from './options.ts';
import { scenarios } from './scenarios.ts';
import { nameOf } from './sides/checkout.ts';
import { root } from './sides/shop-process.ts';
import type { Side } from './sides/side.ts';
import { withSides } from './sides/with-sides.ts';

// Shops that are kept go on sending to it.
const COLLECTOR_PORT = 24_318;
const SCRAPE_MS = 5_000;
const CPU = 'CPU of services, ms';

const OFF = { METRICS: 'off', LOG_LEVEL: 'error', TRACES: 'off' };
const TRACED = {
  ...{ TRACES: 'otlp', TRACES_SAMPLE_RATIO: '0.1' },
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${COLLECTOR_PORT}`,
};
/** What is measured, each compared with `off`: logs at info, traces at 10 %. */
const VARIANTS: Readonly<Record<string, Record<string, string>>> = {
  off: OFF,
  metrics: { ...OFF, METRICS: 'on' },
  logs: { ...OFF, LOG_LEVEL: 'info' },
  traces: { ...OFF, ...TRACED },
  all: { METRICS: 'on', LOG_LEVEL: 'info', ...TRACED },
};

const options = readOptions(process.argv.slice(2));
const wanted = options.only.length > 0 ? options.only : ['traces', 'all'];
const names = Object.keys(VARIANTS).filter((name) => name === 'off' || wanted.includes(name));
const shops = names.map((name) => ({
  ...{ name, folder: root, stack: `bench-${name}` },
  env: VARIANTS[name] ?? {},
}));
const build = nameOf(root);
const results = new Results(
  names.map((name) => `${name} of ${build}`),
  options.json,
);
const collector = await startCollector();
await withSides(shops, { ...options, isKept: options.keep }, async (sides) => {
  for (const callers of options.callers) await measure(sides, callers);
  report();
});
collector.close();

async function measure(sides: readonly Side[], callers: number): Promise<void> {
  const scenarioOf = new Map(
    await Promise.all(
      sides.map(async (side) => {
        const all = await scenarios(side, [callers]);
        return [side, all.find(({ name }) => name.startsWith('W5')) ?? fail()] as const;
      }),
    ),
  );
  for (const side of sides) await scenarioOf.get(side)?.run(callers, 2);
  for (let round = 0; round < options.pairs; round++) {
    const turns = await Promise.all(
      sides.map(async (side) => {
        const stopScraping = scrape(side);
        const measured = await turn(side, scenarioOf.get(side) ?? fail(), callers, options.seconds);
        stopScraping();
        return measured;
      }),
    );
    results.add('W5 whole purchase', callers, turns);
    const ratios = turns.map(
      (one, n) => `${names[n]} ${((one[CPU] ?? 0) / (turns[0]?.[CPU] ?? NaN)).toFixed(3)}`,
    );
    process.stderr.write(`${callers} callers, round ${round + 1}: ${ratios.join(', ')}\n`);
  }
}

function fail(): never {
  throw new Error('the scenario W5 is missing');
}

function report(): void {
  for (const { callers, rounds } of results.scenarios) {
    const rows = names.map((name, side) => [
      name,
      median(rounds.map((round) => round[side]?.[CPU] ?? NaN)).toFixed(2),
      spread(ratioBetween(rounds, CPU, side)),
    ]);
    const head = [
      `W5, ${callers} callers, ${rounds.length} rounds`,
      'CPU of services, ms',
      '÷ off, median (spread)',
    ];
    console.log(`\n${markdown([head, ...rows])}`);
  }
}

/** As Prometheus would, three times as often; with METRICS=off there is nothing to read. */
function scrape({ stack }: Side): () => void {
  const read = async (): Promise<void> => {
    for (const { opsUrl } of stack.services) await fetch(`${opsUrl}/metrics`).then((answer) => answer.text());
  };
  const timer = setInterval(() => void read(), SCRAPE_MS);
  return () => clearInterval(timer);
}

/** Takes spans and forgets them: what it costs is not the shop's. */
async function startCollector() {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end());
  });
  await new Promise<void>((done) => server.listen(COLLECTOR_PORT, '127.0.0.1', done));
  return server;
}
