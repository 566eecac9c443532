import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { isoCountry } from './countries.ts';
import { planDay, type DayPlan } from './plan.ts';
import { derivePrices, priceAt, type Observation, type PriceStep } from './price-tiers.ts';
import { readDays } from './retail-file.ts';
import { readRow, type Sale } from './retail-row.ts';

function aSale(fields: Partial<Sale>): Sale {
  const time = '2011-03-01 09:00:00';
  const items = { code: '41001', description: 'CANDLE', quantity: 1, unitMinor: 165 };
  return {
    line: 2,
    invoice: '900101',
    time,
    customer: '17001',
    country: 'United Kingdom',
    ...items,
    ...fields,
  };
}

/** Walks through the plan as the shop would: the lists in force must give the price of every line. */
function sumAsTheShopReckons({ items, rounds }: DayPlan): number {
  const inForce = new Map(items.map(({ code, prices }) => [code, prices]));
  let sum = 0;
  for (const { changes, orders } of rounds) {
    for (const { code, prices } of changes) inForce.set(code, prices);
    for (const { lines } of orders) {
      for (const { code, quantity } of lines)
        sum += quantity * (priceAt(inForce.get(code) ?? [], quantity) ?? Number.NaN);
    }
  }
  return sum;
}

function isFalling(steps: readonly PriceStep[]): boolean {
  return steps.every((step, index) => {
    const before = steps[index - 1];
    return before
      ? before.minQuantity < step.minQuantity && before.unitMinor > step.unitMinor
      : step.minQuantity === 1;
  });
}

describe('the plan of a day', () => {
  it('puts equal rows of an invoice into one line', () => {
    const plan = planDay([
      aSale({ quantity: 2 }),
      aSale({ quantity: 3 }),
      aSale({ code: '41002', unitMinor: 50 }),
    ]);
    expect(plan.rounds.flatMap((round) => round.orders)).toEqual([
      {
        invoice: '900101',
        customer: '17001',
        country: 'GB',
        lines: [
          { code: '41001', quantity: 5, unitMinor: 165 },
          { code: '41002', quantity: 1, unitMinor: 50 },
        ],
        sumMinor: 875,
      },
    ]);
    expect(plan.items.map(({ code, needed }) => [code, needed])).toEqual([
      ['41001', 5],
      ['41002', 1],
    ]);
  });

  it('sets an invoice aside that has one code at two prices', () => {
    const plan = planDay([
      aSale({ line: 2 }),
      aSale({ line: 3, unitMinor: 200 }),
      aSale({ line: 4, invoice: '900102' }),
    ]);
    expect(plan.setAside.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'one code at two prices in the invoice'],
      [3, 'one code at two prices in the invoice'],
    ]);
    expect(plan.sumMinor).toBe(165);
  });

  it('changes no price where a list by quantity explains all of them', () => {
    const [few, many] = [aSale({ quantity: 6 }), aSale({ invoice: '900102', quantity: 48, unitMinor: 125 })];
    const plan = planDay([few, many, aSale({ invoice: '900103', quantity: 12 })]);
    expect(plan.rounds).toHaveLength(1);
    expect(plan.items[0]?.prices).toEqual([
      { minQuantity: 1, unitMinor: 165 },
      { minQuantity: 48, unitMinor: 125 },
    ]);
  });

  it('changes the price before the invoice that needs it, after those that bought at the old one', () => {
    const dearer = aSale({ invoice: '900102', unitMinor: 179 });
    const other = aSale({ invoice: '900103', code: '41002' });
    const plan = planDay([aSale({}), other, dearer]);
    expect(
      plan.rounds.map(({ changes, orders }) => [changes.map((c) => c.code), orders.map((o) => o.invoice)]),
    ).toEqual([
      [[], ['900101', '900103']],
      [['41001'], ['900102']],
    ]);
  });

  it('reckons to the penny what the accepted rows say, whatever the invoices hold', () => {
    const sale = fc.record({
      invoice: fc.integer({ min: 1, max: 12 }).map(String),
      code: fc.constantFrom('41001', '41002', '41003'),
      quantity: fc.constantFrom(1, 2, 6, 12, 48, 100),
      unitMinor: fc.constantFrom(42, 85, 125, 165, 179, 849),
      country: fc.constantFrom('United Kingdom', 'EIRE', 'Atlantis'),
    });
    fc.assert(
      fc.property(fc.array(sale, { maxLength: 60 }), (fields) => {
        const sales = fields.map((each, index) => aSale({ ...each, line: index + 2 }));
        const plan = planDay(sales);
        const aside = new Set(plan.setAside.map(({ line }) => line));
        const accepted = sales.filter(({ line }) => !aside.has(line));
        expect(plan.sumMinor).toBe(
          accepted.reduce((sum, { quantity, unitMinor }) => sum + quantity * unitMinor, 0),
        );
        expect(sumAsTheShopReckons(plan)).toBe(plan.sumMinor);
        for (const { prices } of [...plan.items, ...plan.rounds.flatMap((round) => round.changes)]) {
          expect(isFalling(prices)).toBe(true);
        }
      }),
    );
  });

  it('is made from the sample file', async () => {
    const days: string[] = [];
    for await (const { day, sales, invoices, setAside } of readDays(
      path.join(import.meta.dirname, '../samples/invoices.csv'),
    )) {
      const plan = planDay(sales);
      days.push(day);
      expect(invoices.size).toBe(9);
      expect(plan.rounds.flatMap((round) => round.orders)).toHaveLength(6);
      expect(setAside.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
        '7 postage',
        '10 cancellation',
        '11 no description',
        '20 zero price',
        '21 manual entry',
      ]);
      expect(plan.setAside.map(({ line }) => line)).toEqual([14, 15, 16]);
      expect(plan.sumMinor).toBe(27998);
    }
    expect(days).toEqual(['2011-03-01']);
  });
});

describe('a price list', () => {
  it('explains as many sales as a falling list can, and always the first', () => {
    const sales: Observation[] = [
      { quantity: 1, unitMinor: 300 },
      { quantity: 10, unitMinor: 250 },
      { quantity: 10, unitMinor: 250 },
      { quantity: 5, unitMinor: 300 },
    ];
    expect(derivePrices(sales, { quantity: 20, unitMinor: 200 })).toEqual([
      { minQuantity: 1, unitMinor: 300 },
      { minQuantity: 10, unitMinor: 250 },
      { minQuantity: 20, unitMinor: 200 },
    ]);
    expect(derivePrices(sales, { quantity: 2, unitMinor: 100 })).toEqual([
      { minQuantity: 1, unitMinor: 300 },
      { minQuantity: 2, unitMinor: 100 },
    ]);
  });
});

describe('a row of the file', () => {
  const row = {
    InvoiceNo: '900101',
    StockCode: '41001a',
    Description: ' PAPER  STAR ',
    Quantity: '6',
    InvoiceDate: '2011-03-01 08:15:00',
    UnitPrice: '1.65',
    CustomerID: '17001.0',
    Country: 'EIRE',
  };

  it('is a sale of a product', () => {
    const sale = {
      code: '41001A',
      description: 'PAPER STAR',
      quantity: 6,
      unitMinor: 165,
      customer: '17001',
    };
    expect(readRow(2, row)).toMatchObject({ line: 2, invoice: '900101', country: 'EIRE', ...sale });
  });

  it.each([
    [{ InvoiceNo: 'C900101', Quantity: '-6' }, 'cancellation'],
    [{ InvoiceNo: 'A900101', StockCode: 'B' }, 'adjustment'],
    [{ StockCode: 'POST' }, 'postage'],
    [{ StockCode: 'DOT' }, 'postage'],
    [{ StockCode: 'C2' }, 'carriage'],
    [{ StockCode: 'm' }, 'manual entry'],
    [{ StockCode: 'D' }, 'discount'],
    [{ StockCode: 'BANK CHARGES' }, 'bank charges'],
    [{ StockCode: 'gift_0001_20' }, 'gift voucher'],
    [{ StockCode: 'WHAT' }, 'not a product code'],
    [{ Description: ' ' }, 'no description'],
    [{ Quantity: '-3' }, 'negative quantity'],
    [{ Quantity: '0' }, 'zero quantity'],
    [{ Quantity: '1000000' }, 'quantity above the maximum of one line'],
    [{ UnitPrice: '0.0' }, 'zero price'],
    [{ UnitPrice: '-11062.06' }, 'negative price'],
    [{ UnitPrice: '0.001' }, 'price finer than a penny'],
    [{ UnitPrice: 'free' }, 'malformed row: the price is no amount'],
    [{ Quantity: '1.5' }, 'malformed row: the quantity is no whole number'],
    [{ InvoiceDate: 'yesterday' }, 'malformed row: no date'],
    [{ InvoiceNo: '' }, 'malformed row: no invoice number'],
    [{ StockCode: '' }, 'malformed row: no stock code'],
  ])('with %j is skipped: %s', (cells, reason) => {
    expect(readRow(7, { ...row, ...cells })).toMatchObject({ line: 7, reason });
  });
});

describe('a country of the file', () => {
  it.each([
    ['United Kingdom', 'GB'],
    ['Germany', 'DE'],
    ['EIRE', 'IE'],
    ['RSA', 'ZA'],
    ['USA', 'US'],
    ['Channel Islands', 'JE'],
    ['Unspecified', 'GB'],
    ['Atlantis', undefined],
  ])('%s is %s', (name, code) => expect(isoCountry(name)).toBe(code));
});
