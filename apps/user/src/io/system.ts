import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { LinkLifetimes, SessionSettings } from '../flows/ports.ts';
import type { UserConfig } from '../user.config.ts';

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
