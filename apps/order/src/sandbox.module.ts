import { Module } from '@nestjs/common';
import { SandboxClient } from './io/sandbox.client.ts';

/** The payment sandbox, for development and tests. Imported only when `PAYMENT_PROVIDERS` names it. */
@Module({ providers: [SandboxClient], exports: [SandboxClient] })
export class SandboxModule {}
