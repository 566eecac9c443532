import type { Provider } from '@nestjs/common';
import { CartStore, Clock, GuestTokens, Ids, Products, ShopSettings } from '../flows/ports.ts';
import { PostgresCartStore } from './cart.store.ts';
import { HmacGuestTokens } from './guest-tokens.ts';
import { ProductClient } from './product.client.ts';
import { ConfiguredShop, SystemClock, UuidIds } from './system.ts';

/** What stands behind the ports of the flows in the running service. */
export const cartPorts: Provider[] = [
  { provide: CartStore, useClass: PostgresCartStore },
  { provide: Clock, useClass: SystemClock },
  { provide: GuestTokens, useClass: HmacGuestTokens },
  { provide: Ids, useClass: UuidIds },
  { provide: Products, useClass: ProductClient },
  { provide: ShopSettings, useClass: ConfiguredShop },
];
