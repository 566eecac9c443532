import { Global, Module } from '@nestjs/common';
import { v7 } from 'uuid';
import { Clock, Ids } from './flows/ports.ts';

/** The time and new ids, for every module. */
@Global()
@Module({
  providers: [
    { provide: Clock, useValue: { now: () => new Date() } satisfies Clock },
    { provide: Ids, useValue: { next: () => v7() } satisfies Ids },
  ],
  exports: [Clock, Ids],
})
export class SystemModule {}
