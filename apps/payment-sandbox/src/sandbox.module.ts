import { Module } from '@nestjs/common';
import { ExpirySweeper } from './io/expiry.sweeper.ts';
import { Ledger } from './io/ledger.ts';
import { SandboxHttp } from './io/sandbox.http.ts';
import { WebhookSender } from './io/webhook-sender.ts';

@Module({ providers: [Ledger, SandboxHttp, WebhookSender, ExpirySweeper] })
export class SandboxModule {}
