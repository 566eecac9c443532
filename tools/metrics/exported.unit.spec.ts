import { atMost, counter, type Declaration, gauge, histogram, Metrics } from '@tradepost/observability';
import { describe, expect, it } from '@jest/globals';
import { faultsOf, namesIn } from './exported.ts';

const sold = counter({ name: 'sold_total', help: 'Sold', labels: { outcome: ['ok', 'no'] } });
const open = gauge({ name: 'open', help: 'Open', labels: { shop: atMost(2, 'shops') }, aggregation: 'sum' });
const took = histogram({ name: 'took_seconds', help: 'Took', labels: { shop: atMost(2, 'shops') } });
const declared = new Map<string, Declaration>([sold, open, took].map((one) => [one.name, one]));

async function exported(use: (metrics: Metrics) => void): Promise<string> {
  const metrics = new Metrics('spec');
  use(metrics);
  const own = (await metrics.export()).split('\n').filter((line) => !/build_info/.test(line));
  return own.join('\n');
}

describe('what is exported', () => {
  it('is as declared', async () => {
    const text = await exported((metrics) => {
      metrics.counter(sold).inc({ outcome: 'ok' });
      metrics.gauge(open).set({ shop: 'a' }, 1);
      metrics.histogram(took).observe({ shop: 'a' }, 1);
    });
    expect(faultsOf(text, declared)).toEqual([]);
    expect(namesIn(text)).toEqual(expect.arrayContaining(['sold_total', 'open', 'took_seconds']));
  });

  it.each([
    ['lost_total{service_name="spec"} 1', 'lost_total is not declared'],
    ['sold_total{outcome="maybe",service_name="spec"} 1', 'sold_total: outcome="maybe" is not declared'],
    ['sold_total{service_name="spec"} 1', 'sold_total: label outcome is missing'],
    ['sold_total{outcome="ok"} 1', 'sold_total: label service_name is missing'],
    ['open{shop="a",user="ada",service_name="spec"} 1', 'open: label user is not declared'],
    ['open{shop="a",service_name="spec"} 1\n'.repeat(3).trim(), 'open has 3 series, more than 2'],
  ])('%j: %s', (text, fault) => expect(faultsOf(text, declared)).toEqual([fault]));
});
