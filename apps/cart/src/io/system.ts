import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import type { CartConfig } from '../cart.config.ts';
import type { Zone } from '../domain/tariffs.ts';
import { ShopSettings } from '../flows/ports.ts';

@Injectable()
export class ConfiguredShop extends ShopSettings {
  override readonly currency: string;
  override readonly tariffs: readonly Zone[];
  override readonly guestCartDays: number;

  constructor(@Inject(CONFIG) { SHOP_CURRENCY, SHIPPING_TARIFFS_FILE, GUEST_CART_DAYS }: CartConfig) {
    super();
    this.currency = SHOP_CURRENCY;
    this.tariffs = SHIPPING_TARIFFS_FILE;
    this.guestCartDays = GUEST_CART_DAYS;
  }
}
