import type { Schema } from '@tradepost/api-client';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from '@jest/globals';
import { TextProvider } from '../text/text.tsx';
import { wordsOf } from '../text/words-of.ts';
import { isShipped } from './shipping.ts';
import { TotalsList } from './totals.tsx';

type Totals = Schema<'Totals'>;

const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const taxLine = (rate: number, net: number, tax: number) => ({ rate, net: gbp(net), tax: gbp(tax) });

async function shown(change: Partial<Totals>, isSent = true): Promise<string> {
  const totals: Totals = {
    ...{ items: gbp(2_200), discount: gbp(0), shipping: gbp(0), tax: gbp(200), grand: gbp(2_200) },
    ...{ taxIncluded: true, taxLines: [] },
    ...change,
  };
  const list = createElement(TotalsList, {
    ...{ totals, isShipped: isSent, isShippingKnown: true, shippingLater: '' },
  });
  const words = await wordsOf('en');
  const page = createElement(TextProvider, { words, locale: 'en-GB', children: list });
  return renderToStaticMarkup(page).replaceAll(/<[^>]+>/g, ' ');
}

describe('the totals on a page', () => {
  it('have the tax by rate when there are several', async () => {
    const [standard, zero] = [taxLine(20, 1_000, 200), taxLine(0, 1_000, 0)];
    expect(await shown({ taxLines: [standard, zero] })).toMatch(
      /includes £2\.00 tax.*20% of £10\.00: £2\.00.*0% of £10\.00: £0\.00/,
    );
    expect(await shown({ taxLines: [standard] })).not.toContain('20%');
    // An order of before the tax was split.
    expect(await shown({})).toContain('includes £2.00 tax');
  });

  it('say nothing of tax when there is none', async () =>
    expect(await shown({ tax: gbp(0), taxLines: [taxLine(0, 2_200, 0)] })).not.toMatch(/tax|%/));

  it('leave delivery out when nothing is shipped', async () => {
    expect(await shown({})).toContain('Delivery');
    expect(await shown({}, false)).not.toContain('Delivery');
  });
});

describe('what is shipped', () => {
  const line = (requiresShipping: boolean) => ({ requiresShipping });

  it('is a cart with a line that is, or one that is still empty', () => {
    expect(isShipped({ lines: [] })).toBe(true);
    expect(isShipped({ lines: [line(false), line(true)] })).toBe(true);
    expect(isShipped({ lines: [line(false)] })).toBe(false);
  });
});
