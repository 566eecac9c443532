import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { v7 as uuidv7 } from 'uuid';
import type { CartConfig } from '../cart.config.ts';
import type { Zone } from '../domain/tariffs.ts';
import { Clock, Ids, ShopSettings } from '../flows/ports.ts';

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
export class ConfiguredShop extends ShopSettings {
  override readonly currency: string;
  override readonly tariffs: readonly Zone[];

  constructor(@Inject(CONFIG) { SHOP_CURRENCY, SHIPPING_TARIFFS_FILE }: CartConfig) {
    super();
    this.currency = SHOP_CURRENCY;
    this.tariffs = SHIPPING_TARIFFS_FILE;
  }
}
