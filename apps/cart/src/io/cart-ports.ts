import type { Provider } from '@nestjs/common';
import { systemProviders } from '@tradepost/nest';
import { CartStore, GuestTokens, Products, ShopSettings } from '../flows/ports.ts';
import { PostgresCartStore } from './cart.store.ts';
import { HmacGuestTokens } from './guest-tokens.ts';
import { ProductClient } from './product.client.ts';
import { ConfiguredShop } from './system.ts';

/** What stands behind the ports of the flows in the running service. */
export const cartPorts: Provider[] = [
  { provide: CartStore, useClass: PostgresCartStore },
  ...systemProviders,
  { provide: GuestTokens, useClass: HmacGuestTokens },
  { provide: Products, useClass: ProductClient },
  { provide: ShopSettings, useClass: ConfiguredShop },
];
