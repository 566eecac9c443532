import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tls } from './catalogue/tls.ts';
import type { Metrics } from './metrics.ts';

/** Files are replaced a while before they end: once a minute is enough. */
const MIN_AGE_MS = 60_000;

/** When each of these PEM files ends, by the name that the setting gives it. */
export function watchCertificates(metrics: Metrics, files: Readonly<Record<string, string>>): void {
  const expiry = metrics.gauge(tls.expiry);
  for (const [certificate, file] of Object.entries(files))
    metrics.onScrape(
      async () => {
        const { validToDate } = new X509Certificate(await readFile(file));
        expiry.set({ certificate }, validToDate.getTime() / 1_000);
      },
      { minAgeMs: MIN_AGE_MS },
    );
}
