import { describe, expect, it } from '@jest/globals';
import { Metrics } from '@tradepost/observability';
import type { Order, OrderDecision, OrderEvent } from '../domain/order.ts';
import { OrderEventMetrics } from './order-event.metrics.ts';

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

const after = (...events: OrderEvent[]): Promise<string> => afterChange('confirmed', ...events);

const afterChange = (state: Order['state'], ...events: OrderEvent[]): Promise<string> =>
  counted({ state, payment: { state: 'captured' }, updatedAt: at(1) } as Order, events);

async function counted(before: Order, events: OrderEvent[]): Promise<string> {
  const metrics = new Metrics('order');
  const decision = { state: { updatedAt: at(3) }, events, isChanged: true } as unknown as OrderDecision;
  new OrderEventMetrics(metrics).saved(before, decision);
  return metrics.export();
}

describe('what happened to an order', () => {
  it('a capture is revenue, and ends what a confirmation began', async () => {
    const text = await after({ type: 'payment.captured', amount: gbp(1_299) });
    expect(text).toContain('order_revenue_minor_total{currency="GBP",service_name="order"} 1299');
    expect(text).toContain('order_completion_seconds_sum{service_name="order",outcome="captured"} 2');
  });

  it('a confirmation by a clock that is ahead took no time', async () => {
    const event: OrderEvent = { type: 'payment.captured', amount: gbp(1_299) };
    const text = await counted({ state: 'confirmed', updatedAt: at(5) } as Order, [event]);
    expect(text).toContain('order_completion_seconds_sum{service_name="order",outcome="captured"} 0');
  });

  it('a capture after a review is revenue, and no second end', async () => {
    const text = await afterChange('review', { type: 'payment.captured', amount: gbp(1_299) });
    expect(text).toContain('order_revenue_minor_total{currency="GBP",service_name="order"} 1299');
    expect(text).toContain('order_completion_seconds_count{service_name="order",outcome="captured"} 0');
  });

  it('a review ends it, too', async () => {
    const text = await after({ type: 'order.review', reason: 'capture refused' });
    expect(text).toContain('order_completion_seconds_count{service_name="order",outcome="review"} 1');
  });

  it('a refund that records a capture is revenue, too', async () => {
    const before = { state: 'cancelled', payment: { state: 'authorized' }, updatedAt: at(1) } as Order;
    const text = await counted(before, [{ type: 'payment.refunded', amount: gbp(1_299) }]);
    expect(text).toContain('order_revenue_minor_total{currency="GBP",service_name="order"} 1299');
    expect(text).toContain('order_refunded_minor_total{currency="GBP",service_name="order"} 1299');
  });

  it('refunds are counted with their money, and those that failed without', async () => {
    const refund = { refundId: 'r', amount: gbp(500) };
    const text = await after(
      { type: 'payment.refunded', amount: gbp(500) },
      { type: 'refund.failed', ...refund },
      { type: 'refund.rejected', actor: 'staff', ...refund },
    );
    expect(text).toContain('order_refunded_minor_total{currency="GBP",service_name="order"} 500');
    expect(text).not.toContain('order_revenue_minor_total{');
    for (const outcome of ['refunded', 'failed', 'rejected'])
      expect(text).toContain(`order_refunds_total{outcome="${outcome}",service_name="order"} 1`);
  });
});
