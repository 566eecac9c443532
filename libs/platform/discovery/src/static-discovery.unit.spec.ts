import { describe, expect, test } from '@jest/globals';
import type { Instance } from './discovery.ts';
import { StaticDiscovery, parseStaticList } from './static-discovery.ts';

describe('a static list', () => {
  test('names services and their addresses', () => {
    const services = parseStaticList(' product=127.0.0.1:5001, [::1]:5002 ;cart=cart.local:5003;');
    expect([...services.keys()]).toEqual(['product', 'cart']);
    expect(services.get('product')?.map(({ host, port }) => ({ host, port }))).toEqual([
      { host: '127.0.0.1', port: 5001 },
      { host: '::1', port: 5002 },
    ]);
    expect(services.get('cart')).toEqual([
      { id: 'cart-cart.local:5003', host: 'cart.local', port: 5003, weight: 1, version: '' },
    ]);
  });

  test('may be empty', () => expect(parseStaticList('').size).toBe(0));

  test.each([
    'product',
    'product=',
    '=127.0.0.1:1',
    'product=127.0.0.1',
    'product=127.0.0.1:0',
    'product=127.0.0.1:65536',
    'product=127.0.0.1:http',
    'product=::1:5001',
    'product=a:1=b:2',
    'product=a:1;product=b:2',
  ])('is refused when it says %j', (list) => {
    expect(() => parseStaticList(list)).toThrow(/^static discovery list: ".+"/);
  });
});

describe('static discovery', () => {
  const discovery = new StaticDiscovery('product=127.0.0.1:5001');

  test('delivers its list once, after watch has returned', async () => {
    const heard: (readonly Instance[])[] = [];
    discovery.watch('product', (instances) => heard.push(instances));
    expect(heard).toEqual([]);
    await Promise.resolve();
    expect(heard.map((set) => set.map(({ port }) => port))).toEqual([[5001]]);
  });

  test('reports an unknown service', async () => {
    const note = await new Promise((resolve) => discovery.watch('cart', (_, why) => resolve(why)));
    expect(note).toBe('the static list does not contain it');
  });

  test('does not call a removed listener', async () => {
    const heard: unknown[] = [];
    discovery.watch('product', (instances) => heard.push(instances))();
    await Promise.resolve();
    expect(heard).toEqual([]);
  });
});
