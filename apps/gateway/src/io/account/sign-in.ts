import { Injectable } from '@nestjs/common';
import { CartServiceDefinition, type Tokens } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import type { RpcClient } from '@tradepost/rpc';
import type { FastifyReply } from 'fastify';
import { cartTokenOf } from '../cart/cart-access.ts';
import { requestParameter } from '../http/checked.ts';
import { Cookies, REFRESH_COOKIE } from '../http/cookies.ts';
import { first } from '../http/request.ts';

/** What a browser or program that signs in sends besides the body. */
export interface Device {
  readonly userAgent: string;
  readonly acceptLanguage: string | undefined;
  /** Of the cart filled before signing in; empty when there is none. */
  readonly guestToken: string;
  /** Of the session that the browser has; empty when there is none. */
  readonly refreshToken: string;
}

/** `@OnDevice() device: Device` */
export const OnDevice = requestParameter((request): Device => ({
  userAgent: first(request.headers['user-agent']) ?? '',
  acceptLanguage: request.headers['accept-language'],
  guestToken: cartTokenOf(request),
  refreshToken: request.cookies[REFRESH_COOKIE] ?? '',
}));

export interface SessionTokens {
  accessToken: string;
  expiresIn: number;
  refreshToken?: string;
}

/** What signing in changes at the edge: the refresh cookie, and whose cart it is. */
@Injectable()
export class SignIn {
  constructor(
    @InjectGrpc(CartServiceDefinition) private readonly carts: RpcClient<typeof CartServiceDefinition>,
    private readonly cookies: Cookies,
    private readonly log: Logger,
  ) {}

  answer(tokens: Tokens, reply: FastifyReply, showRefreshToken = false): SessionTokens {
    this.cookies.setRefresh(reply, tokens.refreshToken, tokens.refreshExpiresInS);
    return {
      accessToken: tokens.accessToken,
      expiresIn: tokens.expiresInS,
      ...(showRefreshToken && { refreshToken: tokens.refreshToken }),
    };
  }

  /** Signing in must not fail because of the cart: it stays the guest's and is merged next time. */
  async mergeCart(userId: string, { guestToken }: Device, reply: FastifyReply): Promise<void> {
    if (!guestToken) return;
    try {
      await this.carts.mergeCart({ userId, guestToken });
      this.cookies.clearCart(reply);
    } catch (err) {
      this.log.warn({ err }, 'a cart could not be merged at sign-in');
    }
  }
}
