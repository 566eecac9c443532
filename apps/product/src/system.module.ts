import { Global, Module } from '@nestjs/common';
import { systemProviders } from '@tradepost/nest';
import { Clock, Ids } from './flows/ports.ts';

/** The time and new ids, for every module. */
@Global()
@Module({
  providers: systemProviders,
  exports: [Clock, Ids],
})
export class SystemModule {}
