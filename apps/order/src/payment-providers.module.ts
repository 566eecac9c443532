import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { Metrics } from '@tradepost/observability';
import { PaymentProviders } from './flows/payment-providers.ts';
import type { PaymentProvider } from './flows/ports/payment-provider.ts';
import { MeasuredPaymentProvider } from './io/measured-payment-provider.ts';
import { SandboxClient } from './io/sandbox.client.ts';
import type { PaymentProviderName } from './order.config.ts';
import { SandboxModule } from './sandbox.module.ts';

interface Available {
  readonly module: Type;
  readonly provider: Type<PaymentProvider>;
}

/** Every provider that `PAYMENT_PROVIDERS` may name: its module, and the class that the module exports. */
const AVAILABLE: Readonly<Record<PaymentProviderName, Available>> = {
  sandbox: { module: SandboxModule, provider: SandboxClient },
};

/** The payment providers that this shop is configured with; the modules of others are not imported. */
@Module({})
export class PaymentProvidersModule {
  static forRoot(names: readonly PaymentProviderName[]): DynamicModule {
    const chosen = names.map((name) => AVAILABLE[name]);
    return {
      module: PaymentProvidersModule,
      global: true,
      imports: chosen.map(({ module }) => module),
      providers: [
        {
          provide: PaymentProviders,
          inject: [Metrics, ...chosen.map(({ provider }) => provider)],
          useFactory: (metrics: Metrics, ...providers: PaymentProvider[]) =>
            new PaymentProviders(providers.map((one) => new MeasuredPaymentProvider(one, metrics))),
        },
      ],
      exports: [PaymentProviders],
    };
  }
}
