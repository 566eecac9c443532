import { describe, expect, it } from '@jest/globals';
import { DEMO_TARIFFS } from './demo-tariffs.ts';
import { readTariffs } from './read-tariffs.ts';
import { destinations, faultsOfCurrency, tariffsTo } from './tariffs.ts';

const aTariff = (over: object = {}) => ({
  ...{ id: 'standard', name: 'Standard', minDays: 1, maxDays: 3, price: { HUF: 129_000 } },
  ...over,
});
const aZone = (over: object = {}) => ({ name: 'Home', countries: ['HU'], tariffs: [aTariff()], ...over });

function faultOf(zones: unknown): string {
  try {
    readTariffs({ zones });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('tariffs from a file', () => {
  it('are read as they are written', () => {
    const rest = aZone({ name: 'Rest', countries: '*', except: ['RU'] });
    const zones = [aZone({ tariffs: [aTariff({ freeFrom: { HUF: 2_000_000 } })] }), rest];
    expect(readTariffs({ zones })).toEqual(zones);
    expect(readTariffs(JSON.parse(JSON.stringify({ zones: DEMO_TARIFFS })))).toEqual(DEMO_TARIFFS);
  });

  it.each<[string, unknown, string]>([
    ['no zones', undefined, 'zones must be a list'],
    ['empty zones', [], 'zones must be a list'],
    ['a zone that is no object', ['GB'], 'zones[0] must be an object'],
    ['a misspelt field', [aZone({ contries: ['HU'] })], 'zones[0].contries is not known'],
    ['a zone without a name', [aZone({ name: ' ' })], 'zones[0].name must be a text'],
    [
      'a code of no country',
      [aZone({ countries: ['HU', 'UK'] })],
      'zones[0].countries has "UK", which is no ISO 3166-1 alpha-2 code; use GB',
    ],
    ['a country twice', [aZone(), aZone()], 'zones[1].countries has HU a second time'],
    [
      'a zone after the rest',
      [aZone({ countries: '*' }), aZone()],
      'zones[0].countries can be "*" in the last zone only',
    ],
    ['an exception without the rest', [aZone({ except: ['RU'] })], 'zones[0].except belongs to'],
    ['no tariffs', [aZone({ tariffs: [] })], 'zones[0].tariffs must be a list'],
    [
      'an id with blanks',
      [aZone({ tariffs: [aTariff({ id: 'Next day' })] })],
      'zones[0].tariffs[0].id must be',
    ],
    [
      'an id twice',
      [aZone({ tariffs: [aTariff(), aTariff()] })],
      'zones[0].tariffs has the id "standard" a second time',
    ],
    [
      'days in the wrong order',
      [aZone({ tariffs: [aTariff({ maxDays: 0 })] })],
      'zones[0].tariffs[0].maxDays must not be below',
    ],
    [
      'half a day',
      [aZone({ tariffs: [aTariff({ minDays: 0.5 })] })],
      'zones[0].tariffs[0].minDays must be a whole number',
    ],
    [
      'no price',
      [aZone({ tariffs: [aTariff({ price: {} })] })],
      'zones[0].tariffs[0].price must have an amount',
    ],
    [
      'a price with a point',
      [aZone({ tariffs: [aTariff({ price: { EUR: 4.5 } })] })],
      'zones[0].tariffs[0].price.EUR must be minor units',
    ],
    [
      'a negative price',
      [aZone({ tariffs: [aTariff({ price: { EUR: -1 } })] })],
      'zones[0].tariffs[0].price.EUR must be minor units',
    ],
    [
      'an unknown currency',
      [aZone({ tariffs: [aTariff({ price: { EURO: 1 } })] })],
      'zones[0].tariffs[0].price.EURO is no ISO 4217 currency',
    ],
    [
      'a threshold without price',
      [aZone({ tariffs: [aTariff({ freeFrom: { EUR: 1 } })] })],
      'zones[0].tariffs[0].freeFrom.EUR needs a price',
    ],
  ])('are refused with %s', (_, zones, fault) => expect(faultOf(zones)).toContain(fault));

  it('are refused with all of their faults', () => {
    const fault = faultOf([
      aZone({ name: '', countries: ['XX'], tariffs: [aTariff({ price: { XXX: 1 } })] }),
    ]);
    for (const part of ['zones[0].name', '"XX"', 'price.XXX']) expect(fault).toContain(part);
  });
});

describe('the zone of a country', () => {
  const zones = readTariffs({
    zones: [
      aZone(),
      aZone({ name: 'Rest', countries: '*', except: ['RU', 'BY'], tariffs: [aTariff({ id: 'world' })] }),
    ],
  });

  it.each([
    ['HU', ['standard']],
    ['HK', ['world']],
    ['BG', ['world']],
    ['RU', []],
    ['UK', []],
    ['XX', []],
  ])('%s has the tariffs %j', (country, ids) =>
    expect(tariffsTo(zones, country).map(({ id }) => id)).toEqual(ids),
  );

  it('is what can be chosen at checkout', () => {
    expect(destinations(zones)).toHaveLength(247);
    expect(destinations(zones)).not.toContain('RU');
    expect(destinations([zones[0]!])).toEqual(['HU']);
    expect(destinations(DEMO_TARIFFS)).toHaveLength(249);
  });
});

describe('a shop that sells in a currency', () => {
  it.each(['GBP', 'EUR', 'USD'])('%s has tariffs of the demo', (currency) =>
    expect(faultsOfCurrency(DEMO_TARIFFS, currency)).toEqual([]),
  );

  it('without tariffs lists the zones for which to set them', () => {
    const faults = faultsOfCurrency(DEMO_TARIFFS, 'HUF');
    expect(faults).toHaveLength(3);
    expect(faults[1]).toContain('"European Union" has no tariff in HUF: add "HUF" to a "price"');
  });
});
