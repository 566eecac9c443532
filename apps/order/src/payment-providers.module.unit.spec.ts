import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { money } from '@tradepost/decision';
import { CONFIG } from '@tradepost/nest';
import { Metrics } from '@tradepost/observability';
import { PaymentProviders } from './flows/payment-providers.ts';
import { SandboxClient } from './io/sandbox.client.ts';
import { configuredPaymentProviders, orderConfig, type PaymentProviderName } from './order.config.ts';
import { PaymentProvidersModule } from './payment-providers.module.ts';

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://order@localhost/shop',
  ORDER_TOKEN_SECRET: 'a secret of thirty-two characters',
  PUBLIC_URL: 'https://shop.example',
};

async function applicationWith(names: readonly PaymentProviderName[]) {
  const config = orderConfig.parse({ NODE_ENV: 'test', DATABASE_URL: 'postgres://order@localhost/shop' });

  @Global()
  @Module({
    providers: [
      { provide: CONFIG, useValue: config },
      { provide: Metrics, useValue: new Metrics('spec') },
    ],
    exports: [CONFIG, Metrics],
  })
  class Configuration {}

  const imports = [Configuration, PaymentProvidersModule.forRoot(names)];
  return Test.createTestingModule({ imports }).compile();
}

describe('an order service in production', () => {
  it('must name its payment providers, so that fake money is never taken by default', () => {
    expect(() => orderConfig.parse(production)).toThrow('PAYMENT_PROVIDERS must be set in production');
  });

  it('starts without the sandbox when it is not among them', () => {
    const config = orderConfig.parse({ ...production, PAYMENT_PROVIDERS: 'none' });
    expect(config.PAYMENT_PROVIDERS).toEqual([]);
  });
});

describe('the configured payment providers', () => {
  it('are the sandbox in development', () => expect(configuredPaymentProviders({})).toEqual(['sandbox']));

  it.each([
    ['sandbox', ['sandbox']],
    ['none', []],
  ])('are those that PAYMENT_PROVIDERS=%s names', (PAYMENT_PROVIDERS, names) =>
    expect(configuredPaymentProviders({ PAYMENT_PROVIDERS })).toEqual(names),
  );

  it('are none when one is unknown, which the configuration then reports', () => {
    const env = { ...production, PAYMENT_PROVIDERS: 'sandbox,barter' };
    expect(configuredPaymentProviders(env)).toEqual([]);
    expect(() => orderConfig.parse(env)).toThrow('PAYMENT_PROVIDERS must be "none" or a list of sandbox');
  });

  it('are part of the application', async () => {
    const app = await applicationWith(['sandbox']);
    expect(app.get(PaymentProviders).names()).toEqual([app.get(SandboxClient, { strict: false }).name]);
    await app.close();
  });

  it('alone are part of it: without the sandbox there is nothing of it', async () => {
    const app = await applicationWith([]);
    expect(app.get(PaymentProviders).names()).toEqual([]);
    expect(() => app.get(SandboxClient, { strict: false })).toThrow(/SandboxClient/);
    expect(() => app.get(PaymentProviders).of('sandbox', money(1, 'GBP'))).toThrow('PAYMENT_PROVIDERS');
    await app.close();
  });
});
