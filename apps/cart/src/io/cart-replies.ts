import { Injectable } from '@nestjs/common';
import { Cart } from '@tradepost/contracts';
import { Database } from '@tradepost/database';
import { IdempotentWrites, type KeyedRequest } from '@tradepost/messaging';
import type { PricedCart } from '../domain/pricing.ts';
import { GuestTokens, type ReplyToStore } from '../flows/ports.ts';
import { toCart } from './cart.mapper.ts';

interface Reply {
  cart: Cart;
}

/** Replies with carts; a repeated idempotency key gets the stored reply. */
@Injectable()
export class CartReplies {
  private readonly writes: IdempotentWrites;

  constructor(
    db: Database,
    private readonly tokens: GuestTokens,
  ) {
    this.writes = new IdempotentWrites(db, db);
  }

  to(priced: PricedCart): Reply {
    return { cart: this.withToken(toCart(priced)) };
  }

  /** Costs nothing without a key. With one, `work` stores its reply in the transaction of its change. */
  async once<Request>(
    request: KeyedRequest<Request>,
    work: (reply?: ReplyToStore<PricedCart>) => Promise<PricedCart>,
  ): Promise<Reply> {
    const cart = await this.writes.deferred({ ...request, responseType: Cart }, async (reply) =>
      toCart(await work(reply && { key: reply.key, encode: (priced) => reply.encode(toCart(priced)) })),
    );
    return { cart: this.withToken(cart) };
  }

  /** Tokens are added last, so that none is ever stored. */
  private withToken(cart: Cart): Cart {
    return cart.userId ? cart : { ...cart, token: this.tokens.issue(cart.id) };
  }
}
