import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway({ env: { EDGE_CACHE_TTL_MS: '0' } });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.services.CartService = { listDestinations: async () => ({ countries: ['BG', 'GB', 'HK', 'US'] }) };
});

interface Listed {
  code: string;
  name: string;
  delivered: boolean;
}

const listed = async (query = ''): Promise<Listed[]> => {
  const answer = await gateway.ask(`/countries${query}`);
  expect(answer.statusCode).toBe(200);
  return answer.json<{ items: Listed[] }>().items;
};

describe('countries', () => {
  it('are all of ISO 3166-1, with those that the shop delivers to marked', async () => {
    const items = await listed();
    expect(items).toHaveLength(249);
    expect(items.filter(({ delivered }) => delivered).map(({ code }) => code)).toEqual([
      'BG',
      'HK',
      'GB',
      'US',
    ]);
    expect(items.map(({ code }) => code)).not.toContain('UK');
  });

  it.each([
    ['', ['Afghanistan', 'Åland Islands', 'Albania'], 'Germany'],
    ['?locale=de-DE', ['Afghanistan', 'Ägypten', 'Ålandinseln'], 'Deutschland'],
    ['?locale=en-a', ['Afghanistan', 'Åland Islands', 'Albania'], 'Germany'],
    ['?locale=tlh', ['Afghanistan', 'Åland Islands', 'Albania'], 'Germany'],
  ])('with %s are named and sorted for their readers', async (query, first, germany) => {
    const items = await listed(query);
    expect(items.slice(0, 3).map(({ name }) => name)).toEqual(first);
    expect(items.find(({ code }) => code === 'DE')?.name).toBe(germany);
  });

  it('are read one by one, with what their addresses are made of', async () => {
    expect((await gateway.ask('/countries/HK?locale=de')).json()).toMatchObject({
      ...{ code: 'HK', name: 'Sonderverwaltungsregion Hongkong', delivered: true },
      address: {
        city: true,
        cityRequired: false,
        postalCode: null,
        region: { word: 'area', required: true },
      },
    });
    const { address } = (await gateway.ask('/countries/US')).json<{
      address: { postalCode: unknown; region: { choices: unknown[] } };
    }>();
    expect(address.postalCode).toEqual({ word: 'zip', required: true, example: '95014', beforeCity: false });
    expect(address.region.choices).toContainEqual({ value: 'NY', name: 'New York' });
    expect((await gateway.ask('/countries/DE')).json()).toMatchObject({
      delivered: false,
      address: { postalCode: { beforeCity: true }, region: null },
    });
  });

  it.each([
    ['/countries/UK', 404],
    ['/countries/gb', 200],
    ['/countries/g1', 400],
    ['/countries/GBR', 400],
    ['/countries?locale=e', 400],
  ])('%s is %d', async (path, status) => expect((await gateway.ask(path)).statusCode).toBe(status));

  it.each([
    ['UK', 'use GB'],
    ['uk', 'use GB'],
    ['IC', 'use ES'],
    ['EA', 'use ES'],
    ['AC', 'use SH'],
    ['TA', 'use SH'],
    ['XI', 'use GB'],
    ['XX', 'use one of GET /countries'],
  ])('that do not exist are refused with the code to use instead: %s, %s', async (code, remedy) => {
    const problem = (await gateway.ask(`/countries/${code}`)).json<{ code: string; detail: string }>();
    expect(problem.code).toBe('country.not_found');
    expect(problem.detail).toContain(`alpha-2: ${remedy}.`);
  });

  it('are found by small letters and answered in capitals', async () =>
    expect((await gateway.ask('/countries/hk')).json()).toMatchObject({ code: 'HK', delivered: true }));
});
