import { Module } from '@nestjs/common';
import { Ledger } from './io/ledger.ts';
import { SandboxHttp } from './io/sandbox.http.ts';

@Module({ providers: [Ledger, SandboxHttp] })
export class SandboxModule {}
