import { Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UserServiceDefinition } from '@tradepost/contracts';
import { ACCOUNT } from '@tradepost/contracts/limits';
import { DomainError } from '@tradepost/decision';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body } from '../http/checked.ts';
import { Cookies } from '../http/cookies.ts';
import { languageOf } from '../http/language.ts';
import { RateLimit } from '../http/rate-limit.guard.ts';
import { named, shape } from '../http/schema.ts';
import { IgnoresIdempotencyKey } from '../http/write-headers.guard.ts';
import { KnownPassword, Password, toUser, User } from '../shapes/account.ts';
import { Email } from '../shapes/order.ts';
import { Locale, words } from '../shapes/shared.ts';
import { present } from '../shapes/shared-mapping.ts';
import { type Device, OnDevice, SignIn } from './sign-in.ts';

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
type SignedIn = Static<typeof SignedIn>;

const Registration = shape({
  email: Email,
  password: Password,
  name: words(ACCOUNT.name),
  locale: Type.Optional(Locale),
  returnRefreshToken: Type.Optional(Type.Boolean()),
});
type Registration = Static<typeof Registration>;

// Looser than at registration: whoever types a wrong one must hear that, and no more.
const Credentials = shape({
  email: Type.String({ minLength: 1, maxLength: ACCOUNT.email }),
  password: KnownPassword,
  returnRefreshToken: Type.Optional(Type.Boolean()),
});
type Credentials = Static<typeof Credentials>;

const Refresh = shape({ refreshToken: Type.Optional(Type.String({ maxLength: 1_000 })) });
type Refresh = Static<typeof Refresh>;

@ApiTags('auth')
@Access('public')
@Controller('auth')
export class AuthController {
  constructor(
    @InjectGrpc(UserServiceDefinition) private readonly users: RpcClient<typeof UserServiceDefinition>,
    private readonly signIn: SignIn,
    private readonly cookies: Cookies,
  ) {}

  @Post('register')
  @IgnoresIdempotencyKey()
  @RateLimit('sign-in')
  @Answers(201, SignedIn, 'Creates an account and signs in; a guest’s cart becomes the user’s')
  async register(
    @Body({ schema: Registration }) { locale, returnRefreshToken, ...account }: Registration,
    @OnDevice() device: Device,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    const { userAgent, acceptLanguage } = device;
    const request = { ...account, locale: languageOf(locale, acceptLanguage), userAgent };
    const { user, tokens } = await this.users.register(request);
    const shown = toUser(present(user));
    await this.signIn.mergeCart(shown.id, device, reply);
    return { ...this.signIn.answer(present(tokens), reply, returnRefreshToken), user: shown };
  }

  @Post('login')
  @IgnoresIdempotencyKey()
  @RateLimit('sign-in')
  @Answers(200, SignedIn, 'Signs in; a guest’s cart is merged into the user’s')
  async login(
    @Body({ schema: Credentials }) { email, password, returnRefreshToken }: Credentials,
    @OnDevice() device: Device,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    const { userAgent } = device;
    const { user, tokens } = await this.users.signIn({ email, password, userAgent });
    const shown = toUser(present(user));
    await this.signIn.mergeCart(shown.id, device, reply);
    return { ...this.signIn.answer(present(tokens), reply, returnRefreshToken), user: shown };
  }

  @Post('refresh')
  @IgnoresIdempotencyKey()
  @Answers(200, SignedIn, 'New tokens for a refresh token; a used one ends its session')
  async refresh(
    @Body({ schema: Refresh }) { refreshToken: sent }: Refresh,
    @OnDevice() device: Device,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    const refreshToken = sent ?? device.refreshToken;
    if (!refreshToken)
      throw new DomainError(
        'unauthenticated',
        'auth.refresh_invalid',
        'A refresh token is required, in the body or as a cookie. Sign in again.',
      );
    const { tokens } = await this.orClearCookie(reply, this.users.refresh({ refreshToken }));
    return this.signIn.answer(present(tokens), reply, sent !== undefined);
  }

  @Post('logout')
  @IgnoresIdempotencyKey()
  @Answers(204, null, 'Ends this session')
  async logout(
    @Body({ schema: Refresh }) { refreshToken: sent }: Refresh,
    @OnDevice() device: Device,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const refreshToken = sent ?? device.refreshToken;
    if (refreshToken) await this.users.signOut({ refreshToken });
    this.cookies.clearRefresh(reply);
  }

  /** The browser must not send the token of an ended session again. */
  private async orClearCookie<T>(reply: FastifyReply, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof DomainError) this.cookies.clearRefresh(reply);
      throw error;
    }
  }
}
