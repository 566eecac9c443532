// One measurement of `npm run bench:monitoring`: CPU of all services per purchase, of the stack that TEST_STACK_FILE names.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { purchase } from './scenarios.ts';
import { benchVariants, Http, runningStack, type Service, staffHeaders } from './shop.ts';

const CALLERS = 8;
const [warmUp = 0, purchases = 0] = process.argv.slice(2).map(Number);
const SCRAPE_MS = 5_000;
// Mails are sent and events consumed after the last answer.
const SETTLING_MS = 4_000;
const TICKS_PER_SECOND = 100;

const stack = runningStack();
const http = new Http(stack.baseUrl, CALLERS);
const variants = await benchVariants(http, await staffHeaders(http, stack), 200);
await buy(warmUp);
await pause(SETTLING_MS);
const scraping = setInterval(() => void scrape(stack.services), SCRAPE_MS);
const before = cpuOf(stack.services);
await buy(purchases);
await pause(SETTLING_MS);
const after = cpuOf(stack.services);
clearInterval(scraping);
await http.close();
const ms = Object.fromEntries(
  Object.entries(after).map(([name, s]) => [name, (1_000 * (s - (before[name] ?? 0))) / purchases]),
);
console.log(JSON.stringify(ms));

async function buy(times: number): Promise<void> {
  let left = times;
  const buyer = async (): Promise<void> => {
    while (left-- > 0) await purchase(http, variants);
  };
  await Promise.all(Array.from({ length: CALLERS }, buyer));
}

/** As Prometheus would; with METRICS=off there is nothing to read. */
async function scrape(services: readonly Service[]): Promise<void> {
  for (const { opsUrl } of services) await fetch(`${opsUrl}/metrics`).then((answer) => answer.text());
}

/** Seconds of CPU by service, as the system counts them. */
function cpuOf(services: readonly Service[]): Record<string, number> {
  return Object.fromEntries(
    services.map(({ name, pid }) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
      return [name, (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND];
    }),
  );
}
