import { Injectable } from '@nestjs/common';
import { Type } from 'typebox';
import { route, Routes } from '../http/route.ts';
import { Email } from '../shapes/order.ts';
import { Locale, shape } from '../shapes/shared.ts';
import { present } from './cart.routes.ts';
import { Neighbours } from './neighbours.ts';

export const Password = Type.String({ minLength: 8, maxLength: 200 });
/** As it was in the link of a mail. */
const Token = Type.String({ minLength: 1, maxLength: 200 });

/** Proof of an e-mail address, and new passwords. */
@Injectable()
export class CredentialRoutes extends Routes {
  override readonly routes;

  constructor({ user }: Neighbours) {
    super();
    const about = { tag: 'auth', method: 'POST', limit: 'sign-in' } as const;
    this.routes = [
      route({
        ...about,
        path: '/auth/verify-email',
        access: 'public',
        summary: 'Confirms an e-mail address by the link that was sent to it; the link is good once',
        body: shape({ token: Token }),
        answers: { 200: shape({ email: Type.String(), emailVerified: Type.Boolean() }) },
        handle: async ({ body }) => {
          const { email, emailVerified } = present((await user.verifyEmail(body)).user);
          return { email, emailVerified };
        },
      }),
      route({
        ...about,
        path: '/auth/verify-email/resend',
        access: 'user',
        summary: 'Sends the mail that asks to confirm your address again',
        answers: { 202: null },
        handle: async ({ identity }, reply) => {
          await user.resendVerification({ userId: present(identity).userId });
          reply.code(202);
        },
      }),
      route({
        ...about,
        path: '/auth/password/forgot',
        access: 'public',
        summary:
          'Sends a link to set a new password, if there is such an account; the answer is the same if not',
        body: shape({ email: Email, locale: Type.Optional(Locale) }),
        answers: { 202: null },
        handle: async ({ body }, reply) => {
          await user.forgotPassword({ email: body.email, locale: body.locale ?? '' });
          reply.code(202);
        },
      }),
      route({
        ...about,
        path: '/auth/password/reset',
        access: 'public',
        summary: 'Sets a password by the link of a mail, which is good once, and ends all sessions',
        body: shape({ token: Token, password: Password }),
        answers: { 204: null },
        handle: async ({ body }, reply) => {
          await user.resetPassword(body);
          reply.code(204);
        },
      }),
      route({
        ...about,
        tag: 'account',
        path: '/me/password',
        access: 'user',
        summary: 'Sets a new password and ends all other sessions',
        body: shape({
          currentPassword: Type.String({ minLength: 1, maxLength: 200 }),
          newPassword: Password,
        }),
        answers: { 204: null },
        handle: async ({ identity, body }, reply) => {
          const { userId, sessionId } = present(identity);
          await user.changePassword({ userId, sessionId, ...body });
          reply.code(204);
        },
      }),
    ];
  }
}
