import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UserServiceDefinition } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access, type Identity } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body } from '../http/checked.ts';
import { CurrentUser } from '../http/parameters.ts';
import { RateLimit } from '../http/rate-limit.guard.ts';
import { shape } from '../http/schema.ts';
import { IgnoresIdempotencyKey } from '../http/write-headers.guard.ts';
import { KnownPassword, Password } from '../shapes/account.ts';
import { Email } from '../shapes/order.ts';
import { Locale } from '../shapes/shared.ts';
import { present } from '../shapes/shared-mapping.ts';

/** As it was in the link of a mail. */
const Token = Type.String({ minLength: 1, maxLength: 200 });
const ByToken = shape({ token: Token });
type ByToken = Static<typeof ByToken>;
const Verified = shape({ email: Type.String(), emailVerified: Type.Boolean() });
const Stopped = shape({
  email: Type.String(),
  restored: Type.Boolean({
    description: 'The old address holds again; a mail to set a new password was sent',
  }),
});
const Forgotten = shape({ email: Email, locale: Type.Optional(Locale) });
type Forgotten = Static<typeof Forgotten>;
const Reset = shape({ token: Token, password: Password });
type Reset = Static<typeof Reset>;
const PasswordChange = shape({
  currentPassword: KnownPassword,
  newPassword: Password,
});
type PasswordChange = Static<typeof PasswordChange>;

/** Proof of an e-mail address, and new passwords. */
@ApiTags('auth')
@Access('public')
@RateLimit('sign-in')
@Controller('auth')
export class CredentialsController {
  constructor(
    @InjectGrpc(UserServiceDefinition) private readonly users: RpcClient<typeof UserServiceDefinition>,
  ) {}

  @Post('verify-email')
  @IgnoresIdempotencyKey()
  @Answers(200, Verified, 'Confirms an e-mail address by the link sent to it; the link works once')
  async verifyEmail(@Body({ schema: ByToken }) body: ByToken): Promise<Static<typeof Verified>> {
    const { email, emailVerified } = present((await this.users.verifyEmail(body)).user);
    return { email, emailVerified };
  }

  @Post('verify-email/resend')
  @IgnoresIdempotencyKey()
  @Access('user')
  @Answers(202, null, 'Sends the confirmation mail for your address again')
  async resendVerification(@CurrentUser() { userId }: Identity): Promise<void> {
    await this.users.resendVerification({ userId });
  }

  @Post('email-change/confirm')
  @IgnoresIdempotencyKey()
  @Answers(200, Verified, 'Confirms a new e-mail address by the link sent to it, and ends all other sessions')
  async confirmEmailChange(@Body({ schema: ByToken }) body: ByToken): Promise<Static<typeof Verified>> {
    const { email, emailVerified } = present((await this.users.confirmEmailChange(body)).user);
    return { email, emailVerified };
  }

  @Post('email-change/stop')
  @IgnoresIdempotencyKey()
  @Answers(
    200,
    Stopped,
    'Stops a change by the link sent to the old address; one that was confirmed is undone, and all sessions end',
  )
  async stopEmailChange(@Body({ schema: ByToken }) body: ByToken): Promise<Static<typeof Stopped>> {
    return this.users.stopEmailChange(body);
  }

  @Post('password/forgot')
  @IgnoresIdempotencyKey()
  @Answers(
    202,
    null,
    'Sends a link to set a new password, if there is such an account; the answer is the same if not',
  )
  async forgotPassword(@Body({ schema: Forgotten }) { email, locale = '' }: Forgotten): Promise<void> {
    await this.users.forgotPassword({ email, locale });
  }

  @Post('password/reset')
  @IgnoresIdempotencyKey()
  @Answers(204, null, 'Sets a password by the link of a mail, which works once, and ends all sessions')
  async resetPassword(@Body({ schema: Reset }) body: Reset): Promise<void> {
    await this.users.resetPassword(body);
  }
}

@ApiTags('account')
@Access('user')
@RateLimit('sign-in')
@Controller('me/password')
export class PasswordController {
  constructor(
    @InjectGrpc(UserServiceDefinition) private readonly users: RpcClient<typeof UserServiceDefinition>,
  ) {}

  @Post()
  @IgnoresIdempotencyKey()
  @Answers(204, null, 'Sets a new password and ends all other sessions')
  async change(
    @Body({ schema: PasswordChange }) passwords: PasswordChange,
    @CurrentUser() { userId, sessionId }: Identity,
  ): Promise<void> {
    await this.users.changePassword({ userId, sessionId, ...passwords });
  }
}
