import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { GuestTokens } from '../flows/ports/guest-tokens.ts';
import type { OrderConfig } from '../order.config.ts';

/** base64url(HMAC-SHA256(secret, order id)): needs no row, can't be guessed, never changes. */
@Injectable()
export class HmacGuestTokens extends GuestTokens {
  private readonly secret: string;

  constructor(@Inject(CONFIG) { ORDER_TOKEN_SECRET }: Pick<OrderConfig, 'ORDER_TOKEN_SECRET'>) {
    super();
    this.secret = ORDER_TOKEN_SECRET;
  }

  override of(orderId: string): string {
    return createHmac('sha256', this.secret).update(orderId).digest('base64url');
  }

  override isValid(orderId: string, token: string): boolean {
    const [expected, shown] = [Buffer.from(this.of(orderId)), Buffer.from(token)];
    return expected.length === shown.length && timingSafeEqual(expected, shown);
  }
}
