import type { MailContent } from '@tradepost/mail';
import { describe, expect, test } from '@jest/globals';
import { aLine, anAddress, anOrder, aPriced, gbp, someTotals } from '../testing/builders.ts';
import { orderMail, type MailSubject } from './order-content.mail.ts';

const brand = { name: 'Tradepost', url: 'https://shop.example' };

function mail(change: Partial<MailSubject> = {}, priced = aPriced()): MailContent {
  const order = anOrder({ priced });
  const content = orderMail({
    ...{ kind: 'order-confirmed', locale: 'en', order, link: 'https://shop.example/orders/1', brand },
    ...change,
  });
  if (!content) throw new Error('there is no mail');
  return content;
}

const factsOf = ({ blocks }: MailContent) =>
  Object.fromEntries(
    blocks
      .flatMap((block) => (block.kind === 'facts' ? block.facts : []))
      .map((fact) => [fact.label, fact.lines]),
  );

describe('a mail about an order', () => {
  test.each([
    [{ country: 'GB', city: 'London', postalCode: 'SW1Y 4JH' }, ['London', 'SW1Y 4JH', 'United Kingdom']],
    [{ country: 'DE', city: 'Berlin', postalCode: '10119' }, ['10119 Berlin', 'Germany']],
    [{ country: 'AE', city: '', region: 'Dubai', postalCode: '' }, ['Dubai', 'United Arab Emirates']],
    [{ country: 'UK', city: 'London', postalCode: 'SW1Y 4JH' }, ['London', 'SW1Y 4JH', 'United Kingdom']],
    [
      { country: 'US', city: 'Portland', region: 'OR', postalCode: '97201' },
      ['Portland', 'OR', '97201', 'United States'],
    ],
  ])('writes the address as %j is written', (place, lines) => {
    const priced = aPriced({ shippingAddress: anAddress({ region: '', ...place }) });
    expect(factsOf(mail({}, priced))['Delivery to']?.slice(-lines.length)).toEqual(lines);
  });

  test('names the shipping option in the reader’s language, and an unknown one as the cart does', () => {
    const by = (id: string) => aPriced({ shippingOption: { id, name: 'By balloon' } });
    expect(factsOf(mail({ locale: 'de' }, by('standard')))['Versandart']).toEqual(['Standardversand']);
    for (const unknown of ['balloon', 'constructor'])
      expect(factsOf(mail({}, by(unknown)))['Delivery']).toEqual(['By balloon']);
  });

  test.each([
    ['en', 'Part of your order TP-100001 will not be sent'],
    ['de', 'Ein Teil Ihrer Bestellung TP-100001 wird nicht verschickt'],
  ] as const)('says in %s which items were cancelled, and how many of them', (locale, subject) => {
    const [mugs, bowl] = [aLine({ title: 'Mug', quantity: 3 }), aLine({ title: 'Bowl' })];
    const cancelled = {
      id: 'c',
      lines: [{ lineId: mugs.id, quantity: 2 }],
      reason: '',
      createdAt: new Date(0),
    };
    const kind = 'items-cancelled';
    const about = {
      kind,
      locale,
      cancelled: { ...cancelled, refundId: null, refundsShipping: false },
    } as const;
    const content = mail(about, aPriced({ lines: [mugs, bowl] }));
    expect(content.subject).toBe(subject);
    const items = content.blocks.flatMap((block) => (block.kind === 'items' ? block.items : []));
    expect(items).toMatchObject([{ title: 'Mug', amount: '× 2' }]);
  });

  test('says what is free', () => {
    const totals = someTotals(1_000, { shipping: gbp(0), grand: gbp(1_000) });
    const rows = mail({}, aPriced({ totals })).blocks.flatMap((block) =>
      block.kind === 'sums' ? block.rows : [],
    );
    expect(rows).toContainEqual({ label: 'Delivery', amount: 'Free' });
  });

  const soft = ({ blocks }: MailContent) =>
    blocks.flatMap((block) => (block.kind === 'text' && block.isSoft ? [block.text] : []));

  test('says the tax by rate when there are several', () => {
    const line = (rate: number, net: number, tax: number) => ({ rate, net: gbp(net), tax: gbp(tax) });
    const [british, finnish] = [line(2_000, 1_000, 200), line(2_550, 800, 204)];
    const of = (tax: number, ...taxLines: (typeof british)[]) =>
      aPriced({ totals: someTotals(1_000, { tax: gbp(tax), taxLines }) });
    expect(soft(mail({}, of(200, british, line(0, 1_000, 0))))).toEqual([
      'Includes £2.00 tax. 20% of £10.00: £2.00. 0% of £10.00: £0.00.',
    ]);
    expect(soft(mail({}, of(200, british)))).toEqual(['Includes £2.00 tax.']);
    expect(soft(mail({ locale: 'de' }, of(404, finnish, british)))[0]).toContain(
      '25,5\u00a0% auf 8,00\u00a0£',
    );
    // An order of a release that did not split it.
    expect(soft(mail({}, of(200)))).toEqual(['Includes £2.00 tax.']);
  });

  test('speaks of no delivery when nothing is shipped', () => {
    const lines = [aLine({ requiresShipping: false })];
    const totals = someTotals(1_000, { shipping: gbp(0), grand: gbp(1_000) });
    const content = mail({}, aPriced({ lines, totals, shippingOption: { id: '', name: '' } }));
    expect(factsOf(content)).toHaveProperty('Billed to');
    expect(factsOf(content)).not.toHaveProperty('Delivery to');
    expect(factsOf(content)).not.toHaveProperty('Delivery');
    expect(JSON.stringify(content)).not.toMatch(/Delivery|on its way/);
  });

  test('shows the order’s total only when it is about money', () => {
    expect(factsOf(mail({ kind: 'order-refunded', amount: gbp(250) }))).toMatchObject({
      Refunded: ['£2.50'],
      'Order total': ['£14.00'],
    });
    for (const kind of ['order-shipped', 'return-received', 'order-confirmed'] as const)
      expect(factsOf(mail({ kind }))).not.toHaveProperty('Order total');
  });
});
