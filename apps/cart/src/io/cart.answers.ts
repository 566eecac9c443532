import { Injectable } from '@nestjs/common';
import { Cart } from '@tradepost/contracts';
import { Database } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import { requestHash, storedAnswer, type RequestKey } from '@tradepost/messaging';
import type { PricedCart } from '../domain/pricing.ts';
import { GuestTokens, type Keyed } from '../flows/ports.ts';
import { toCartReply } from './cart.replies.ts';

type Reply = { cart: Cart };
type Encoder<Request> = { encode(request: Request): { finish(): Uint8Array } };

/** Answers with a cart, and gives the same answer again to the same idempotency key. */
@Injectable()
export class CartAnswers {
  constructor(
    private readonly db: Database,
    private readonly tokens: GuestTokens,
  ) {}

  reply(priced: PricedCart): Reply {
    return { cart: this.withToken(toCartReply(priced)) };
  }

  /** Without a key it costs nothing. With one, the change keeps its answer in its own transaction. */
  async once<Request extends { idempotencyKey: string }>(
    scope: string,
    request: Request,
    encoder: Encoder<Request>,
    work: (keyed?: Keyed) => Promise<PricedCart>,
  ): Promise<Reply> {
    if (!request.idempotencyKey) return this.reply(await work());
    const asked = encoder.encode({ ...request, idempotencyKey: '' }).finish();
    const key = { scope, key: request.idempotencyKey, requestHash: requestHash(asked) };
    try {
      const encode = (priced: PricedCart) => Cart.encode(toCartReply(priced)).finish();
      return this.reply(await work({ key, encode }));
    } catch (error) {
      // The key may have been used before, and what was done then may be the very reason for this refusal.
      const known = await this.find(key);
      if (known) return known;
      throw error;
    }
  }

  /** Tokens are added on the way out, so that none is ever stored. */
  private withToken(cart: Cart): Cart {
    return cart.userId ? cart : { ...cart, token: this.tokens.issue(cart.id) };
  }

  private async find(key: RequestKey): Promise<Reply | undefined> {
    try {
      return { cart: this.withToken(Cart.decode(await storedAnswer(this.db, key))) };
    } catch (error) {
      // Nobody has changed anything under this key yet; if somebody is about to, the claim of the key waits.
      if (error instanceof DomainError && error.code === 'idempotency.in_flight') return undefined;
      throw error;
    }
  }
}
