import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UserServiceDefinition } from '@tradepost/contracts';
import { ACCOUNT } from '@tradepost/contracts/limits';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access, type Identity } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body } from '../http/checked.ts';
import { Conditional } from '../http/conditional.ts';
import { CurrentUser, type UserWrite, WriteOfUser } from '../http/parameters.ts';
import { RateLimit } from '../http/rate-limit.guard.ts';
import { shape } from '../http/schema.ts';
import { IgnoresIdempotencyKey } from '../http/write-headers.guard.ts';
import { KnownPassword, Me, toMe } from '../shapes/account.ts';
import { Email } from '../shapes/order.ts';
import { Locale, words } from '../shapes/shared.ts';
import { present } from '../shapes/shared-mapping.ts';

const Profile = shape({
  name: Type.Optional(words(ACCOUNT.name)),
  email: Type.Optional(Email),
  currentPassword: Type.Optional(KnownPassword),
  locale: Type.Optional(Locale),
});
type Profile = Static<typeof Profile>;

@ApiTags('account')
@Access('user')
@Controller('me')
export class AccountController {
  constructor(
    @InjectGrpc(UserServiceDefinition) private readonly users: RpcClient<typeof UserServiceDefinition>,
  ) {}

  @Get()
  @Conditional()
  @Answers(200, Me, 'Your account')
  async get(@CurrentUser() { userId }: Identity): Promise<Me> {
    return toMe(present((await this.users.getUser({ userId })).user));
  }

  @Patch()
  @RateLimit('sign-in')
  @Conditional()
  @Answers(
    200,
    Me,
    'Changes name, e-mail or language; a new e-mail needs currentPassword, which is checked whenever it is given, and holds once it is confirmed',
  )
  async change(
    @Body({ schema: Profile }) { name, email, locale, currentPassword }: Profile,
    @WriteOfUser() write: UserWrite,
    @CurrentUser() { sessionId }: Identity,
  ): Promise<Me> {
    const proof = email === undefined && !currentPassword ? {} : { currentPassword, sessionId };
    return toMe(present((await this.users.updateProfile({ ...write, name, email, locale, ...proof })).user));
  }

  @Post('email-change/resend')
  @IgnoresIdempotencyKey()
  @RateLimit('sign-in')
  @Answers(202, null, 'Sends the mail to the pending e-mail address again')
  async resend(@CurrentUser() { userId }: Identity): Promise<void> {
    await this.users.resendEmailChange({ userId });
  }

  @Delete('email-change')
  @Answers(204, null, 'Gives up the pending e-mail address')
  async giveUp(@WriteOfUser() { userId, idempotencyKey }: UserWrite): Promise<void> {
    await this.users.cancelEmailChange({ userId, idempotencyKey });
  }
}
