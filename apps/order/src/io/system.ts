import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { Clock, Ids } from '../flows/ports/platform.ts';
import { PurchaseSettings, ReconciliationSettings } from '../flows/ports/settings.ts';
import type { OrderConfig } from '../order.config.ts';

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }

  override pause(ms: number): Promise<void> {
    return pause(ms);
  }
}

export class UuidIds extends Ids {
  override next(): string {
    return uuidv7();
  }

  override derived(namespace: string, name: string): string {
    return uuidv5(name, namespace);
  }
}

@Injectable()
export class ConfiguredPurchases extends PurchaseSettings {
  override readonly inFlight: number;
  override readonly queue: number;
  override readonly challengeMs: number;

  constructor(@Inject(CONFIG) config: OrderConfig) {
    super();
    this.inFlight = config.PURCHASES_IN_FLIGHT;
    this.queue = config.PURCHASES_QUEUED;
    this.challengeMs = config.PAYMENT_CHALLENGE_MS;
  }
}

@Injectable()
export class ConfiguredReconciliation extends ReconciliationSettings {
  override readonly everyMs: number;
  override readonly leaseMs: number;
  override readonly settleMs: number;

  constructor(@Inject(CONFIG) config: OrderConfig) {
    super();
    this.everyMs = config.RECONCILIATION_EVERY_MS;
    this.leaseMs = config.RECONCILIATION_LEASE_MS;
    this.settleMs = config.RECONCILIATION_SETTLE_MS;
  }
}
