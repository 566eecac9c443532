import type { Provider } from '@nestjs/common';
import { Clock, Ids } from '@tradepost/decision';
import { v7 as uuidv7 } from 'uuid';

/** The clock of this machine. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}

export class UuidIds extends Ids {
  override next(): string {
    return uuidv7();
  }
}

/** Time and ids for the flows of a service. */
export const systemProviders: Provider[] = [
  { provide: Clock, useClass: SystemClock },
  { provide: Ids, useClass: UuidIds },
];
