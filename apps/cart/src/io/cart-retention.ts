import { Inject, Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import { sweepByAge, Sweeper } from '@tradepost/messaging';
import { CONFIG } from '@tradepost/nest';
import type { CartConfig } from '../cart.config.ts';

const DAY_MS = 86_400_000;
/**
 * How long a cart that began long ago stays after it ended. Each turn passes over these: the index is by `created_at`, because
 * one by `updated_at` would have to be written with every change of a cart.
 */
const SETTLED_MS = 2 * DAY_MS;

/**
 * Carts that were bought, merged or have expired. The id of a guest's cart without a row says when it was made: it has to
 * be older than a cart may be, or it would be an empty cart again (docs/adr/0054-carts-without-a-row.md). A day longer,
 * because the clocks of database and service differ.
 */
@Injectable()
export class CartRetention {
  constructor(sweeper: Sweeper, @Inject(CONFIG) { GUEST_CART_DAYS }: Pick<CartConfig, 'GUEST_CART_DAYS'>) {
    const keepMs = (GUEST_CART_DAYS + 1) * DAY_MS;
    sweeper.add(
      sweepByAge({
        ...{ table: sql`carts`, time: sql`created_at`, keepMs },
        where: sql`state IN ('ordered', 'merged', 'expired')`,
        unless: sql`updated_at >= now() - ${SETTLED_MS}::float8 * interval '1 ms'`,
      }),
    );
  }
}
