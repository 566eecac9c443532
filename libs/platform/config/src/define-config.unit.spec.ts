import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, defineConfig, flag, integer, list, oneOf, pairs, secret, share, url } from './index.ts';

const spec = defineConfig({
  PORT: integer({ default: 8080, max: 65_535, doc: 'port' }),
  MODE: oneOf(['fast', 'safe'], { default: 'safe', doc: 'mode' }),
  LIMITS: flag({ default: true, doc: 'limits' }),
  SIZES: list({ default: ['s'], entry: /^[a-z]$/, shape: 'letter', doc: 'sizes' }),
  DB: url({ schemes: ['postgres'], hasPassword: true, doc: 'database' }),
  KEY: secret({ default: 'dev', mustBeSetInProduction: true, doc: 'key' }),
});

describe('the configuration', () => {
  it('uses defaults where nothing is set', () => {
    expect(spec.parse({ DB: 'postgres://x' })).toEqual({
      PORT: 8080,
      MODE: 'safe',
      LIMITS: true,
      SIZES: ['s'],
      DB: 'postgres://x',
      KEY: 'dev',
    });
  });

  it('lists every fault at once', () => {
    const faults = faultsOf({ PORT: '80a', MODE: 'slow', LIMITS: 'yes', DB: 'mysql://x' });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual(['PORT', 'MODE', 'LIMITS', 'DB']);
  });

  it('requires what has no default', () => expect(faultsOf({})).toEqual(['DB must be set (database)']));

  it('refuses development secrets in production', () =>
    expect(faultsOf({ NODE_ENV: 'production', DB: 'postgres://x' })).toEqual([
      'KEY must be set in production (key)',
    ]));

  it.each([
    ['KEY', 'only-for-development-change-me'],
    ['KEY', 'Change-Me'],
    ['DB', 'postgres://order:only-for-development@db/shop'],
  ])('refuses %s in production when it is one that is published with the source', (name, value) => {
    const env = { DB: 'postgres://x', KEY: 'a secret of this shop', [name]: value };
    expect(faultsOf({ ...env, NODE_ENV: 'production' })).toEqual([
      expect.stringMatching(new RegExp(`^${name} must not have a value that is published`)),
    ]);
    expect(spec.parse(env)).toMatchObject({ [name]: value });
  });

  it.each(['p@ss', 'p:ss', 'p/ss', 'p#ss', 'p?ss', '100%', 'p ss'])(
    'names the address whose password %j is not percent-encoded, and does not print it',
    (password) => {
      const [fault = ''] = faultsOf({ DB: `postgres://order:${password}@db:5432/shop` });
      expect(fault).toMatch(/^DB must have the special characters of its password percent-encoded: @ as %40/);
      expect(fault).not.toContain(password);
    },
  );

  it.each(['p%40ss', 'p%3Ass', "p-_.~!$&'()*+,;=ss", ''])('takes the encoded password %j', (password) => {
    const DB = `postgres://order:${password}@db:5432/shop?host=/run/postgres`;
    expect(spec.parse({ DB }).DB).toBe(DB);
  });

  it('prints its faults and nothing else, however it is logged', () => {
    const error = errorOf({});
    const expected = 'ConfigError: The configuration has 1 fault:\n  DB must be set (database)';
    expect(inspect(error)).not.toMatch(/faults:|at Object\./);
    expect(error.stack).toBe(expected);
  });

  it('splits a list at commas', () =>
    expect(spec.parse({ DB: 'postgres://x', SIZES: 's, m' }).SIZES).toEqual(['s', 'm']));

  it('refuses a list with a wrong entry', () =>
    expect(faultsOf({ DB: 'postgres://x', SIZES: 's,,m' })).toEqual([
      'SIZES must be a list of letter, not "" (sizes)',
    ]));

  it.each(['-1', '65536', '1.5', ' '])('refuses the port %j', (PORT) =>
    expect(faultsOf({ DB: 'postgres://x', PORT })).toHaveLength(1),
  );
});

describe('a share', () => {
  const setting = share({ doc: 'share' });

  it.each([
    ['0', 0],
    ['0.1', 0.1],
    ['.25', 0.25],
    ['1', 1],
    ['1.0', 1],
  ])('reads %j', (text, value) => expect(setting.read(text)).toBe(value));

  it.each(['-0.1', '1.01', '10%', '1e-1', ''])('refuses %j', (text) =>
    expect(() => setting.read(text)).toThrow('must be a number from 0 to 1'),
  );
});

describe('pairs', () => {
  const setting = pairs({ doc: 'pairs' });

  it('reads names and decodes values', () =>
    expect(setting.read('a=1, b.c = x%20y ,d=')).toEqual({ a: '1', 'b.c': 'x y', d: '' }));

  it.each(['a', 'a=1,,b=2', '=1'])('refuses %j', (text) =>
    expect(() => setting.read(text)).toThrow('must be pairs name=value'),
  );
});

const faultsOf = (env: Record<string, string>): readonly string[] => errorOf(env).faults;

function errorOf(env: Record<string, string>): ConfigError {
  try {
    spec.parse(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the environment has no fault');
}
