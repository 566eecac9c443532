import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from '@jest/globals';
import { owners, passwordsFrom, passwordVariable } from '../../tools/db/databases.ts';
import { faultsOf as settingFaults } from './check-settings.mjs';
import { composeServices } from '../testing/compose-file.ts';
import { apps, type Environment, faultsOf, hostsAskedBy, settingsOf } from '../testing/service-configs.ts';

const SECRETS = [
  'TOKEN_KEY_SECRET',
  'REFRESH_TOKEN_SECRET',
  'ACCOUNT_TOKEN_SECRET',
  'CART_TOKEN_SECRET',
  'ORDER_TOKEN_SECRET',
  'STOREFRONT_SECRET',
  'PAYMENT_SANDBOX_WEBHOOK_SECRET',
];
const given: Environment = {
  ...{ POSTGRES_PASSWORD: 'administrator', REDIS_PASSWORD: 'fast-memory' },
  ...{ PUBLIC_URL: 'https://shop.example.com', ALLOW_PAYMENT_SANDBOX: 'yes' },
  ...Object.fromEntries(owners.map((owner) => [passwordVariable(owner), 'another-one'])),
  ...Object.fromEntries(SECRETS.map((name) => [name, 'long enough for a secret'])),
};
const development = composeServices(['compose.yaml'], {});
const both = ['compose.yaml', 'production.yaml'];
const production = composeServices(both, given);

/** Read by the container's command, not by the service. */
const OTHERS = ['DEMO'];

describe.each(apps)('%s in containers', (app) => {
  it('starts without anything set', () => expect(faultsOf(app, environmentOf(development, app))).toEqual([]));

  it('starts in production when everything is set', () => {
    const env = environmentOf(production, app);
    expect(env).toMatchObject({ NODE_ENV: 'production' });
    expect(faultsOf(app, env)).toEqual([]);
  });

  it('refuses the secrets of development in production', () => {
    const env = environmentOf(development, app);
    const published = Object.keys(env).filter((name) => String(env[name]).includes('only-for-development'));
    const faults = faultsOf(app, { ...env, NODE_ENV: 'production' }).join('\n');
    for (const name of published) expect(faults).toContain(`${name} must not have a value that is published`);
  });

  it('runs its own image', () => {
    const { build, image, command } = development[app] ?? {};
    expect([build?.target, image, command]).toEqual([app, `tradepost-${app}:local`, undefined]);
  });

  it('keeps its gRPC address over a restart', () =>
    expect(environmentOf(development, app)['GRPC_PORT']).toBe('50051'));

  it('calls only other containers', () => {
    for (const services of [development, production]) {
      const asked = Object.entries(hostsAskedBy(app, environmentOf(services, app)));
      expect(asked.filter(([, host]) => !(host in services))).toEqual([]);
    }
  });

  it('is scraped', () => {
    const file = path.resolve(import.meta.dirname, '../prometheus/prometheus.yml');
    const names = (parse(readFileSync(file, 'utf8')) as Prometheus).scrape_configs.flatMap((job) =>
      job.dns_sd_configs.flatMap((config) => config.names),
    );
    expect(names).toContain(app);
  });
});

interface Prometheus {
  scrape_configs: { dns_sd_configs: { names: string[] }[] }[];
}

describe('compose', () => {
  it('tells services only what some service knows', () => {
    const known = new Set([...apps.flatMap(settingsOf), ...OTHERS]);
    const names = apps.flatMap((app) => Object.keys(environmentOf(production, app)));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it('tells the shop of payments, and payers where to confirm one', () => {
    expect(environmentOf(development, 'payment-sandbox')).toMatchObject({
      SANDBOX_WEBHOOK_URL: 'http://gateway:8080/api/v1/webhooks/payments/sandbox',
      SANDBOX_PUBLIC_URL: 'http://localhost:8090',
    });
    expect(development['payment-sandbox']?.ports).toEqual(['127.0.0.1:8090:8090']);
    const elsewhere = composeServices(['compose.yaml'], { SANDBOX_PORT: '9999' })['payment-sandbox'];
    expect(elsewhere?.environment?.['SANDBOX_PUBLIC_URL']).toBe('http://localhost:9999');
    expect(elsewhere?.ports).toEqual(['127.0.0.1:9999:8090']);
  });

  it('catches all mails in development, and none in production', () => {
    for (const app of ['user', 'order']) {
      expect(environmentOf(development, app)).toMatchObject({ SMTP_URL: 'smtp://mail:1025' });
      expect(environmentOf(production, app)['SMTP_URL']).toBe('');
    }
    expect(production['mail']?.profiles).toEqual(['never-in-production']);
  });

  it('gives the migration everybody’s password', () =>
    expect(passwordsFrom(environmentOf(production, 'migrate'))).toMatchObject({ user: 'another-one' }));

  // The image says production, in which the published passwords of development are refused.
  it('migrates with the passwords of development only in development', () => {
    expect(environmentOf(development, 'migrate')).toMatchObject({ NODE_ENV: 'development' });
    expect(environmentOf(production, 'migrate')).toMatchObject({ NODE_ENV: 'production' });
  });

  it('limits the memory of every container', () => {
    const unlimited = Object.entries(production).filter(
      ([, { mem_limit }]) => !/^\d+[mg]$/.test(mem_limit ?? ''),
    );
    expect(unlimited).toEqual([]);
  });

  it('runs the smoke test from its image, against the gateway', () =>
    expect(development['smoke']).toMatchObject({
      build: { target: 'smoke' },
      profiles: ['smoke'],
      environment: { BASE_URL: 'http://gateway:8080' },
    }));

  it('publishes nothing but the shop in production, and seeds nothing', () => {
    const open = Object.entries(production).filter(([, { ports = [] }]) => ports.length > 0);
    expect(open.map(([name, { ports }]) => [name, ports])).toEqual([['gateway', ['8080:8080']]]);
    expect(production['seed-user']?.profiles).toEqual(['never-in-production']);
    expect(production['seed-product']?.profiles).toEqual(['never-in-production']);
  });
});

describe('the settings of production', () => {
  const checked = environmentOf(production, 'check-settings');

  it('are accepted when they are good', () => expect(settingFaults(checked)).toEqual([]));

  it('are the ones of the example file, and no other', () => {
    const text = readFileSync(path.join(import.meta.dirname, 'production.example.env'), 'utf8');
    const names = [...text.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(names.toSorted()).toEqual(Object.keys(given).toSorted());
    expect(Object.keys(checked).toSorted()).toEqual(Object.keys(given).toSorted());
  });

  it('are checked before anything starts', () => {
    const first = { 'check-settings': { condition: 'service_completed_successfully' } };
    const alone = Object.entries(production).filter(([name, { depends_on, profiles }]) => {
      const waits = depends_on && Object.keys(depends_on).length > 0;
      return !waits && !profiles && name !== 'check-settings';
    });
    expect(alone.map(([name]) => name)).toEqual([]);
    for (const name of ['postgres', 'redis', 'consul', 'prometheus', 'alertmanager'])
      expect(production[name]?.depends_on).toEqual(first);
  });

  it('are named together when they are missing', () => {
    const faults = settingFaults(environmentOf(composeServices(both, {}), 'check-settings'));
    expect(faults.map((fault) => fault.replace(/:.*/, ''))).toEqual(
      Object.keys(checked).map((name) => `${name} is missing`),
    );
  });

  it.each(Object.keys(checked).filter((name) => name.endsWith('_PASSWORD')))(
    'name %s when an address cannot hold it',
    (name) => {
      for (const sign of ['@', ':', '/', '#', '%', ' ']) {
        const [fault, ...more] = settingFaults({ ...checked, [name]: `12345${sign}secret` });
        expect(more).toEqual([]);
        expect(fault).toMatch(new RegExp(`^${name} has "${sign}"`));
        expect(fault).not.toContain('secret:');
      }
    },
  );

  it.each([
    ['TOKEN_KEY_SECRET', 'only-for-development-change-me', 'has a value that is published with the source'],
    ['CART_TOKEN_SECRET', 'short', 'is shorter than 16 characters'],
    ['REDIS_PASSWORD', 'short', 'is shorter than 8 characters'],
    ['PUBLIC_URL', 'shop.example.com', 'is no address'],
    ['PUBLIC_URL', 'https://shop.example.com/de', 'must end with the host'],
    ['ALLOW_PAYMENT_SANDBOX', 'no', 'must be yes'],
  ])('refuse %s=%s', (name, value, fault) =>
    expect(settingFaults({ ...checked, [name]: value })).toEqual([
      expect.stringContaining(`${name} ${fault}`),
    ]),
  );

  it('reach Redis with its password', () => {
    expect(production['redis']?.command?.slice(-2)).toEqual(['--requirepass', 'fast-memory']);
    for (const app of apps)
      expect(environmentOf(production, app)['REDIS_URL']).toBe('redis://:fast-memory@redis:6379');
  });
});

function environmentOf(services: typeof development, name: string): Environment {
  return services[name]?.environment ?? {};
}
