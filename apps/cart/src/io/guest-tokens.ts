import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { LRUCache } from 'lru-cache';
import type { CartConfig } from '../cart.config.ts';
import { GuestTokens } from '../flows/ports.ts';

const ID_BYTES = 16;
const MAC_BYTES = 16;
const MAX_TOKENS = 5_000;

/** base64url(cart id ‖ first half of HMAC-SHA256(secret, cart id)): tokens are neither stored nor looked up. */
@Injectable()
export class HmacGuestTokens extends GuestTokens {
  private readonly key: KeyObject;
  /** By cart: a customer sends the token with every call, and every reply repeats it. */
  private readonly issued = new LRUCache<string, string>({ max: MAX_TOKENS });

  constructor(@Inject(CONFIG) config: Pick<CartConfig, 'CART_TOKEN_SECRET'>) {
    super();
    this.key = createSecretKey(config.CART_TOKEN_SECRET, 'utf8');
  }

  issue(cartId: string): string {
    const known = this.issued.get(cartId);
    if (known !== undefined) return known;
    const id = Buffer.from(cartId.replaceAll('-', ''), 'hex');
    const token = Buffer.concat([id, this.macOf(id)]).toString('base64url');
    this.issued.set(cartId, token);
    return token;
  }

  isFor(cartId: string, token: string): boolean {
    const known = this.issued.get(cartId);
    if (known !== undefined && isEqual(known, token)) return true;
    return this.cartOf(token) === cartId;
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

function isEqual(known: string, given: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
