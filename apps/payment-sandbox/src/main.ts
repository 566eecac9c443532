import 'reflect-metadata';
import { runService } from '@tradepost/bootstrap';
import { ExpirySweeper } from './io/expiry.sweeper.ts';
import { SandboxHttp } from './io/sandbox.http.ts';
import { WebhookSender } from './io/webhook-sender.ts';
import { sandboxConfig } from './sandbox.config.ts';
import { SandboxModule } from './sandbox.module.ts';

await runService({
  name: 'payment-sandbox',
  config: sandboxConfig,
  module: SandboxModule,
  listeners: [SandboxHttp],
  workers: [WebhookSender, ExpirySweeper],
});
