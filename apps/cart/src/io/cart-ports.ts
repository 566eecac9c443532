import type { Provider } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { v7 } from 'uuid';
import type { CartConfig } from '../cart.config.ts';
import { CartStore, Clock, GuestTokens, Ids, Products, ShopSettings } from '../flows/ports.ts';
import { PostgresCartStore } from './cart.store.ts';
import { HmacGuestTokens } from './guest-tokens.ts';
import { ProductClient } from './product.client.ts';

/** What stands behind the ports of the flows in the running service. */
export const cartPorts: Provider[] = [
  { provide: CartStore, useClass: PostgresCartStore },
  { provide: Clock, useValue: { now: () => new Date() } satisfies Clock },
  { provide: GuestTokens, useClass: HmacGuestTokens },
  { provide: Ids, useValue: { next: () => v7() } satisfies Ids },
  { provide: Products, useClass: ProductClient },
  { provide: ShopSettings, inject: [CONFIG], useFactory: shopSettings },
];

function shopSettings({ SHOP_CURRENCY }: CartConfig): ShopSettings {
  return { currency: SHOP_CURRENCY };
}
