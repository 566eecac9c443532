import type { Readiness } from '@tradepost/observability';
import type { StorefrontConfig } from '../storefront.config.ts';

const CHECK_MS = 900;
const WARM_UP_MS = 10_000;
const ANY = new Set(['0.0.0.0', '::']);

/** Every page needs the gateway. The first page also compiles what renders it, so it is rendered before a customer asks. */
export function declareNeeds(
  readiness: Pick<Readiness, 'requires' | 'warmsUp'>,
  { GATEWAY_URL, HOST }: Pick<StorefrontConfig, 'GATEWAY_URL' | 'HOST'>,
  port: number,
): void {
  readiness.requires('gateway', async () => {
    // HEAD, which the objectives don't count: probes must not look like customers.
    const { status } = await fetch(new URL('/api/v1/categories', GATEWAY_URL), {
      method: 'HEAD',
      signal: AbortSignal.timeout(CHECK_MS),
    });
    return status < 500;
  });
  readiness.warmsUp('GET /', async () => {
    const { status, body } = await fetch(`http://${ANY.has(HOST) ? '127.0.0.1' : HOST}:${port}/`, {
      signal: AbortSignal.timeout(WARM_UP_MS),
    });
    await body?.cancel();
    if (status !== 200) throw new Error(`the home page was answered ${status}`);
  });
}
