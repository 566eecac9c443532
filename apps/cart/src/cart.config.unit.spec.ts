import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cartConfig } from './cart.config.ts';
import { DEMO_TARIFFS } from './domain/demo-tariffs.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'tariffs-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const ENV = { DATABASE_URL: 'postgres://localhost/cart' };

/** The faults of a configuration with this file of tariffs. */
function parse(content: string | undefined, env: Record<string, string> = {}) {
  const file = path.join(folder, 'tariffs.json');
  if (content !== undefined) writeFileSync(file, content);
  return cartConfig.parse({ ...ENV, SHIPPING_TARIFFS_FILE: file, ...env });
}

const forints = { id: 'standard', name: 'Futár', minDays: 1, maxDays: 2, price: { HUF: 149_000 } };
const hungary = { zones: [{ name: 'Magyarország', countries: ['HU'], tariffs: [forints] }] };

describe('tariffs of shipping', () => {
  it('are those of the demo while no file is named', () =>
    expect(cartConfig.parse(ENV).SHIPPING_TARIFFS_FILE).toBe(DEMO_TARIFFS));

  it('come from the file, in any currency', () =>
    expect(parse(JSON.stringify(hungary), { SHOP_CURRENCY: 'HUF' }).SHIPPING_TARIFFS_FILE).toEqual(
      hungary.zones,
    ));

  it.each<[string, string | undefined, RegExp]>([
    ['is missing', undefined, /SHIPPING_TARIFFS_FILE must be a file that can be read: ENOENT/],
    ['is no JSON', '{', /SHIPPING_TARIFFS_FILE must be JSON/],
    [
      'has no zones',
      '{}',
      /SHIPPING_TARIFFS_FILE must be right; .*tariffs\.json is not: zones must be a list/,
    ],
  ])('stop the start when the file %s', (_, content, fault) => expect(() => parse(content)).toThrow(fault));

  it.each([
    [undefined, 'HUF', 'SHOP_CURRENCY is HUF, but the zone "European Union" has no tariff in HUF'],
    [
      JSON.stringify(hungary),
      'EUR',
      'SHOP_CURRENCY is EUR, but the zone "Magyarország" has no tariff in EUR',
    ],
  ])('stop the start when there are none in the currency of the shop', (content, SHOP_CURRENCY, fault) => {
    const start = () =>
      content === undefined ? cartConfig.parse({ ...ENV, SHOP_CURRENCY }) : parse(content, { SHOP_CURRENCY });
    expect(start).toThrow(fault);
    expect(start).toThrow('SHIPPING_TARIFFS_FILE, docs/shipping.md');
  });
});
