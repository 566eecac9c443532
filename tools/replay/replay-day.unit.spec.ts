import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { replayDay, type DayResult } from './replay-day.ts';
import { dayAsText, isGood, ranges } from './report.ts';
import { readDays, type Day } from './retail-file.ts';
import { ReplayShop } from './shop.ts';
import { MemoryShop, answer } from './testing/memory-shop.ts';

const sample = path.join(import.meta.dirname, '../samples/invoices.csv');

let runs = 0;

async function replaySample(shop: MemoryShop, limit = Number.POSITIVE_INFINITY): Promise<DayResult> {
  return replayDay(
    new ReplayShop(shop, `run-${(runs += 1)}`),
    await firstDay(sample),
    limit,
    () => undefined,
  );
}

async function firstDay(file: string): Promise<Day> {
  for await (const day of readDays(file)) return day;
  throw new Error(`${file} is empty`);
}

describe('the replay of a day', () => {
  it('places every invoice of products, to the penny, and leaves no stock over', async () => {
    const shop = new MemoryShop();
    const result = await replaySample(shop);
    expect(result).toMatchObject({
      invoicesRead: 9,
      ordersPlaced: 6,
      alreadyThere: 0,
      priceChanges: 1,
      wrong: [],
    });
    expect([result.sumOursMinor, result.sumFileMinor]).toEqual([27998, 27998]);
    expect([result.rowsRead, result.rowsAccepted, result.setAside.length]).toEqual([20, 12, 8]);
    expect(isGood(result)).toBe(true);
    expect([...shop.stock.values()].every((left) => left === 0)).toBe(true);
  });

  it('places and changes nothing when it is run again', async () => {
    const shop = new MemoryShop();
    await replaySample(shop);
    shop.calls.length = 0;
    const again = await replaySample(shop);
    expect(again).toMatchObject({ ordersPlaced: 0, alreadyThere: 6, priceChanges: 0, wrong: [] });
    expect(again.sumOursMinor).toBe(27998);
    expect(new Set(shop.calls)).toEqual(new Set(['GET /api/v1/admin/orders']));
  });

  it('goes on with the next day in the same run', async () => {
    const [first, second] = [await firstDay(sample), await firstDay(sample)];
    second.sales = second.sales.map((sale) => ({
      ...sale,
      invoice: `2${sale.invoice}`,
      quantity: sale.quantity + 1,
    }));
    const shop = new MemoryShop();
    const replay = new ReplayShop(shop, 'run');
    for (const day of [first, second]) {
      expect(await replayDay(replay, day, Number.POSITIVE_INFINITY, () => undefined)).toMatchObject({
        wrong: [],
      });
    }
    expect(shop.orders).toHaveLength(12);
  });

  it('goes on where a limit or an interruption stopped it', async () => {
    const shop = new MemoryShop();
    const part = await replaySample(shop, 2);
    expect(part).toMatchObject({ ordersPlaced: 2, invoicesLeftOut: 4 });
    expect(isGood(part)).toBe(true);
    const rest = await replaySample(shop);
    expect(rest).toMatchObject({ ordersPlaced: 4, alreadyThere: 2 });
    expect(rest.sumOursMinor).toBe(27998);
    expect(shop.orders).toHaveLength(6);
  });

  it('waits for an order that is not settled yet', async () => {
    const shop = new MemoryShop();
    shop.firstAnswers.set('POST /api/v1/orders', [
      answer(202, {}),
      answer(409, { code: 'idempotency.in_flight' }),
    ]);
    expect(await replaySample(shop)).toMatchObject({ ordersPlaced: 6, wrong: [] });
  });

  it('accepts the order that another run placed for the invoice in the meantime', async () => {
    const shop = new MemoryShop();
    await replaySample(shop);
    const nothing = Array.from({ length: 6 }, () => answer(200, { items: [] }));
    shop.firstAnswers.set('GET /api/v1/admin/orders', nothing);
    expect(await replaySample(shop)).toMatchObject({ ordersPlaced: 0, alreadyThere: 6, wrong: [] });
    expect(shop.orders).toHaveLength(6);
  });

  it('waits for an order that a run before is still placing', async () => {
    const shop = new MemoryShop();
    await replaySample(shop);
    const [first] = shop.orders;
    shop.firstAnswers.set(
      'GET /api/v1/admin/orders',
      Array.from({ length: 6 }, () => answer(200, { items: [] })),
    );
    shop.firstAnswers.set(`GET /api/v1/admin/orders/${first?.id ?? ''}`, [
      answer(200, { ...first, state: 'pending' }),
    ]);
    expect(await replaySample(shop)).toMatchObject({ ordersPlaced: 0, alreadyThere: 6, wrong: [] });
  });

  it('reports a refused order', async () => {
    const shop = new MemoryShop();
    shop.firstAnswers.set('POST /api/v1/orders', [answer(402, { code: 'payment.declined', detail: 'No.' })]);
    const result = await replaySample(shop);
    expect(result.wrong).toEqual([{ invoice: '900101', reason: '402 payment.declined No.' }]);
    expect(isGood(result)).toBe(false);
  });

  it('reports a sum that differs from the file’s, as a stale price would cause', async () => {
    const shop = new MemoryShop();
    const id = '/api/v1/admin/variants/41001/prices';
    shop.firstAnswers.set(`PUT ${id}`, [answer(200, {})]);
    const result = await replaySample(shop);
    expect(isGood(result)).toBe(false);
    expect(dayAsText(result, false)).toContain('difference -');
    expect(result.wrong[0]?.reason).toContain('the shop reckons');
  });
});

describe('the report', () => {
  it('names every skipped row', async () => {
    const result = await replaySample(new MemoryShop());
    expect(dayAsText(result, false)).toContain('3 one code at two prices in the invoice: lines 14-16');
    expect(dayAsText(result, true)).toContain('line 10: invoice C900104: cancellation');
    expect(dayAsText(result, false)).toContain('sum of the file 279.98 GBP, difference 0.00');
    expect(ranges([2, 3, 4, 7, 9, 10])).toBe('2-4, 7, 9-10');
  });
});
