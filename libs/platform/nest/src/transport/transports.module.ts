import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { RpcErrorsFilter } from './rpc-errors.filter.ts';
import { TransportProbe } from './transport-probe.ts';

/** What every application with a transport needs; `PlatformModule` imports it. */
@Module({
  controllers: [TransportProbe],
  providers: [{ provide: APP_FILTER, useClass: RpcErrorsFilter }],
})
export class TransportsModule {}
