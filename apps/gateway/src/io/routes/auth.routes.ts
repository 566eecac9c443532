import { Injectable } from '@nestjs/common';
import type { Tokens } from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { Logger } from '@tradepost/observability';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { Cookies } from '../http/cookies.ts';
import { languageOf } from '../http/language.ts';
import { type Ask, named, route, Routes } from '../http/route.ts';
import { toUser, User } from '../shapes/account.ts';
import { Email } from '../shapes/order.ts';
import { Locale, shape, words } from '../shapes/shared.ts';
import { present } from './cart.routes.ts';
import { Password } from './credential.routes.ts';
import { Neighbours } from './neighbours.ts';

const SignedIn = named(
  'SignedIn',
  shape({
    accessToken: Type.String({ description: 'Send it as "Authorization: Bearer …"' }),
    expiresIn: Type.Integer({ description: 'Seconds' }),
    refreshToken: Type.Optional(
      Type.String({ description: 'Only when asked for; browsers have it as a cookie' }),
    ),
    user: Type.Optional(User),
  }),
);

type Shown = Pick<Ask<never, never, never>, 'header' | 'cookie'>;

@Injectable()
export class AuthRoutes extends Routes {
  override readonly routes;

  constructor(
    private readonly neighbours: Neighbours,
    private readonly cookies: Cookies,
    private readonly log: Logger,
  ) {
    super();
    const { user } = neighbours;
    const about = { tag: 'auth', access: 'public', limit: 'sign-in' } as const;
    this.routes = [
      route({
        ...about,
        method: 'POST',
        path: '/auth/register',
        summary: 'Makes an account and signs it in; a guest’s cart becomes the user’s',
        body: shape({
          email: Email,
          password: Password,
          name: words(200),
          locale: Type.Optional(Locale),
          returnRefreshToken: Type.Optional(Type.Boolean()),
        }),
        answers: { 201: SignedIn },
        handle: async (ask, reply) => {
          const { email, password, name, returnRefreshToken } = ask.body;
          const made = await user.register({
            email,
            password,
            name,
            locale: languageOf(ask.body.locale, ask),
            userAgent: ask.header('user-agent') ?? '',
          });
          await this.takeCartAlong(present(made.user).id, ask, reply);
          reply.code(201);
          return {
            ...this.signedIn(reply, present(made.tokens), returnRefreshToken),
            user: toUser(present(made.user)),
          };
        },
      }),
      route({
        ...about,
        method: 'POST',
        path: '/auth/login',
        summary: 'Signs in; a guest’s cart is merged into the user’s',
        body: shape({
          email: Type.String({ minLength: 1, maxLength: 254 }),
          password: Type.String({ minLength: 1, maxLength: 200 }),
          returnRefreshToken: Type.Optional(Type.Boolean()),
        }),
        answers: { 200: SignedIn },
        handle: async (ask, reply) => {
          const { email, password, returnRefreshToken } = ask.body;
          const found = await user.signIn({ email, password, userAgent: ask.header('user-agent') ?? '' });
          await this.takeCartAlong(present(found.user).id, ask, reply);
          return {
            ...this.signedIn(reply, present(found.tokens), returnRefreshToken),
            user: toUser(present(found.user)),
          };
        },
      }),
      route({
        ...about,
        method: 'POST',
        path: '/auth/refresh',
        summary: 'New tokens for a refresh token; a used one ends its session',
        limit: 'write',
        body: shape({ refreshToken: Type.Optional(Type.String({ maxLength: 1_000 })) }),
        answers: { 200: SignedIn },
        handle: async (ask, reply) => {
          const refreshToken = ask.body.refreshToken ?? ask.cookie('refresh_token') ?? '';
          if (!refreshToken)
            throw new DomainError(
              'unauthenticated',
              'auth.refresh_invalid',
              'There is no refresh token; sign in again.',
            );
          const { tokens } = await this.orClear(reply, user.refresh({ refreshToken }));
          return this.signedIn(reply, present(tokens), ask.body.refreshToken !== undefined);
        },
      }),
      route({
        ...about,
        method: 'POST',
        path: '/auth/logout',
        summary: 'Ends this session',
        limit: 'write',
        body: shape({ refreshToken: Type.Optional(Type.String({ maxLength: 1_000 })) }),
        answers: { 204: null },
        handle: async (ask, reply) => {
          const refreshToken = ask.body.refreshToken ?? ask.cookie('refresh_token') ?? '';
          if (refreshToken) await user.signOut({ refreshToken });
          this.cookies.clearRefresh(reply);
          reply.code(204);
        },
      }),
    ];
  }

  private signedIn(reply: FastifyReply, tokens: Tokens, showRefreshToken = false) {
    this.cookies.setRefresh(reply, tokens.refreshToken, tokens.refreshExpiresInS);
    return {
      accessToken: tokens.accessToken,
      expiresIn: tokens.expiresInS,
      ...(showRefreshToken && { refreshToken: tokens.refreshToken }),
    };
  }

  /** A session that has ended must not be tried again by the browser. */
  private async orClear<T>(reply: FastifyReply, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof DomainError) this.cookies.clearRefresh(reply);
      throw error;
    }
  }

  /** Signing in must not fail because of the cart: it stays the guest's and is merged next time. */
  private async takeCartAlong(userId: string, shown: Shown, reply: FastifyReply): Promise<void> {
    const guestToken = shown.header('cart-token') ?? shown.cookie('cart_token') ?? '';
    if (!guestToken) return;
    try {
      await this.neighbours.cart.mergeCart({ userId, guestToken });
      this.cookies.clearCart(reply);
    } catch (err) {
      this.log.warn({ err }, 'a cart could not be merged at sign-in');
    }
  }
}
