import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import type { CartConfig } from '../cart.config.ts';
import { GuestTokens } from '../flows/ports.ts';

const ID_BYTES = 16;
const MAC_BYTES = 16;

/** base64url(cart id ‖ first half of HMAC-SHA256(secret, cart id)): tokens are neither stored nor looked up. */
@Injectable()
export class HmacGuestTokens extends GuestTokens {
  private readonly key: KeyObject;

  constructor(@Inject(CONFIG) config: Pick<CartConfig, 'CART_TOKEN_SECRET'>) {
    super();
    // Made once, because every reply to a guest contains a token.
    this.key = createSecretKey(config.CART_TOKEN_SECRET, 'utf8');
  }

  issue(cartId: string): string {
    const id = Buffer.from(cartId.replaceAll('-', ''), 'hex');
    return Buffer.concat([id, this.macOf(id)]).toString('base64url');
  }

  cartOf(token: string): string | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== ID_BYTES + MAC_BYTES) return undefined;
    const id = bytes.subarray(0, ID_BYTES);
    if (!timingSafeEqual(bytes.subarray(ID_BYTES), this.macOf(id))) return undefined;
    return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  private macOf(id: Buffer): Buffer {
    return createHmac('sha256', this.key).update(id).digest().subarray(0, MAC_BYTES);
  }
}
