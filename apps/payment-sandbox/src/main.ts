import 'reflect-metadata';
import { runService } from '@tradepost/bootstrap';
import { SandboxHttp } from './io/sandbox.http.ts';
import { sandboxConfig } from './sandbox.config.ts';
import { SandboxModule } from './sandbox.module.ts';

await runService({
  name: 'payment-sandbox',
  config: sandboxConfig,
  module: SandboxModule,
  listeners: [SandboxHttp],
});
