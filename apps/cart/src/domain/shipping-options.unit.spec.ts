import { money } from '@tradepost/decision';
import { describe, expect, it } from '@jest/globals';
import { pounds } from '../testing/builders.ts';
import { DEMO_TARIFFS } from './demo-tariffs.ts';
import { pickShippingOption, shippingOptions } from './shipping-options.ts';

describe('shipping options', () => {
  it.each(['GB', 'FR', 'US', 'BR'])('to %s are offered cheapest first', (country) => {
    const prices = shippingOptions(DEMO_TARIFFS, country, pounds(1000)).map(({ price }) => price.amountMinor);
    expect(prices.length).toBeGreaterThan(1);
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
  });

  it('are none without a destination or in a currency without a tariff', () => {
    expect(shippingOptions(DEMO_TARIFFS, undefined, pounds(1000))).toEqual([]);
    expect(shippingOptions(DEMO_TARIFFS, 'GB', money(1000, 'JPY'))).toEqual([]);
  });

  it('include free standard delivery from exactly the threshold', () => {
    const standard = (itemsTotal: number) =>
      pickShippingOption(DEMO_TARIFFS, 'GB', pounds(itemsTotal), 'standard').price;
    expect(standard(4999)).toEqual(pounds(395));
    expect(standard(5000)).toEqual(pounds(0));
  });
});

describe('picking a shipping option', () => {
  it('takes the cheapest when none is chosen', () => {
    expect(pickShippingOption(DEMO_TARIFFS, 'DE', pounds(1000), null)).toMatchObject({
      id: 'standard',
      price: pounds(995),
    });
  });

  it.each([
    ['without a destination', undefined, null],
    ['that is not available at the destination', 'US', 'nominated'],
    ['that does not exist', 'GB', 'pigeon'],
  ])('is refused %s', (_, country, chosen) => {
    expect(() => pickShippingOption(DEMO_TARIFFS, country, pounds(1000), chosen)).toThrow(
      expect.objectContaining({ code: 'shipping.unavailable', kind: 'conflict' }),
    );
  });

  it.each([null, 'standard'])('is refused for a currency without tariffs, which it names (%s)', (chosen) => {
    expect(() => pickShippingOption(DEMO_TARIFFS, 'GB', money(1000, 'JPY'), chosen)).toThrow(
      expect.objectContaining({
        code: 'shipping.unavailable',
        message: expect.stringMatching(/^Items priced in JPY are not shipped to GB: .* priced in .*GBP/),
      }),
    );
  });

  it('is refused for a country that is not delivered to, whatever the currency', () => {
    expect(() => pickShippingOption([], 'GB', money(1000, 'JPY'), null)).toThrow(
      /change the shipping address/,
    );
  });
});
