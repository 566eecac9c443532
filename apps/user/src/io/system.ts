import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { v7 as uuidv7 } from 'uuid';
import { Clock, Ids, LinkLifetimes, SessionSettings } from '../flows/ports.ts';
import type { UserConfig } from '../user.config.ts';

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

@Injectable()
export class ConfiguredSessions extends SessionSettings {
  override readonly ttlS: number;

  constructor(@Inject(CONFIG) { SESSION_TTL_S }: UserConfig) {
    super();
    this.ttlS = SESSION_TTL_S;
  }
}

@Injectable()
export class ConfiguredLinks extends LinkLifetimes {
  override readonly verifyMs: number;
  override readonly resetMs: number;

  constructor(@Inject(CONFIG) { VERIFY_EMAIL_TTL_S, RESET_PASSWORD_TTL_S }: UserConfig) {
    super();
    this.verifyMs = VERIFY_EMAIL_TTL_S * 1_000;
    this.resetMs = RESET_PASSWORD_TTL_S * 1_000;
  }
}
