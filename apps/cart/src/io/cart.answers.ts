import { Injectable } from '@nestjs/common';
import { Cart } from '@tradepost/contracts';
import { Database } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import { requestHash, storedAnswer, type RequestKey } from '@tradepost/messaging';
import type { PricedCart } from '../domain/pricing.ts';
import { GuestTokens, type KeyedRequest } from '../flows/ports.ts';
import { toCartReply } from './cart.mapper.ts';

type Reply = { cart: Cart };
type Encoder<Request> = { encode(request: Request): { finish(): Uint8Array } };

/** Replies with carts; a repeated idempotency key gets the stored reply. */
@Injectable()
export class CartAnswers {
  constructor(
    private readonly db: Database,
    private readonly tokens: GuestTokens,
  ) {}

  reply(priced: PricedCart): Reply {
    return { cart: this.withToken(toCartReply(priced)) };
  }

  /** Costs nothing without a key. With one, the reply is stored in the transaction of the change. */
  async once<Request extends { idempotencyKey: string }>(
    scope: string,
    request: Request,
    encoder: Encoder<Request>,
    work: (keyed?: KeyedRequest) => Promise<PricedCart>,
  ): Promise<Reply> {
    if (!request.idempotencyKey) return this.reply(await work());
    const asked = encoder.encode({ ...request, idempotencyKey: '' }).finish();
    const key = { scope, key: request.idempotencyKey, requestHash: requestHash(asked) };
    try {
      const encode = (priced: PricedCart) => Cart.encode(toCartReply(priced)).finish();
      return this.reply(await work({ key, encode }));
    } catch (error) {
      // The refusal may be a consequence of the first request with this key, whose reply is then the right one.
      const known = await this.find(key);
      if (known) return known;
      throw error;
    }
  }

  /** Tokens are added last, so that none is ever stored. */
  private withToken(cart: Cart): Cart {
    return cart.userId ? cart : { ...cart, token: this.tokens.issue(cart.id) };
  }

  private async find(key: RequestKey): Promise<Reply | undefined> {
    try {
      return { cart: this.withToken(Cart.decode(await storedAnswer(this.db, key))) };
    } catch (error) {
      // Nothing has been stored under this key yet; a request that is about to do so waits for the claim of the key.
      if (error instanceof DomainError && error.code === 'idempotency.in_flight') return undefined;
      throw error;
    }
  }
}
