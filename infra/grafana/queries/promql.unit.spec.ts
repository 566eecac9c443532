import { expect, it } from '@jest/globals';
import { withEverything, withoutVariables } from './promql.ts';

it('a duration of Grafana becomes one of PromQL', () => {
  const expr = 'rate(a{instance=~"$instance"}[$__rate_interval]) + increase(a[$__range])';
  expect(withoutVariables(expr, { rate: '1m', range: '2h' })).toBe(
    'rate(a{instance=~"$instance"}[1m]) + increase(a[2h])',
  );
});

it('a chosen value becomes any', () =>
  expect(withEverything('a{instance=~"$instance", b="c"}')).toBe('a{instance=~".+", b="c"}'));
