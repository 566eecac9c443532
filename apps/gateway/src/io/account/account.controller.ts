import { Controller, Get, Patch } from '@nestjs/common';
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
import { shape } from '../http/schema.ts';
import { toUser, User } from '../shapes/account.ts';
import { Email } from '../shapes/order.ts';
import { Locale, words } from '../shapes/shared.ts';
import { present } from '../shapes/shared-mapping.ts';

const Profile = shape({
  name: Type.Optional(words(ACCOUNT.name)),
  email: Type.Optional(Email),
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
  @Answers(200, User, 'Your account')
  async get(@CurrentUser() { userId }: Identity): Promise<User> {
    return toUser(present((await this.users.getUser({ userId })).user));
  }

  @Patch()
  @Conditional()
  @Answers(200, User, 'Changes name, e-mail or language; a new e-mail address has to be confirmed')
  async change(
    @Body({ schema: Profile }) { name, email, locale }: Profile,
    @WriteOfUser() write: UserWrite,
  ): Promise<User> {
    return toUser(present((await this.users.updateProfile({ ...write, name, email, locale })).user));
  }
}
