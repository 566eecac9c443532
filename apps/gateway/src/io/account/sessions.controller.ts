import { Controller, Delete, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UserServiceDefinition } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { Static } from 'typebox';
import { Access, type Identity } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Param } from '../http/checked.ts';
import { CurrentUser, type UserWrite, WriteOfUser } from '../http/parameters.ts';
import { Session, toSession } from '../shapes/account.ts';
import { ById, list } from '../shapes/shared.ts';

const Sessions = list(Session);

@ApiTags('account')
@Access('user')
@Controller('me/sessions')
export class SessionsController {
  constructor(
    @InjectGrpc(UserServiceDefinition) private readonly users: RpcClient<typeof UserServiceDefinition>,
  ) {}

  @Get()
  @Answers(200, Sessions, 'Devices that are signed in')
  async list(@CurrentUser() { userId, sessionId }: Identity): Promise<Static<typeof Sessions>> {
    const { sessions } = await this.users.listSessions({ userId });
    return { items: sessions.map((session) => toSession(session, sessionId)) };
  }

  @Delete()
  @Answers(204, null, 'Signs out everywhere')
  async revokeAll(@WriteOfUser() { userId, idempotencyKey }: UserWrite): Promise<void> {
    await this.users.revokeSessions({ userId, sessionId: '', idempotencyKey });
  }

  @Delete(':id')
  @Answers(204, null, 'Signs one device out')
  async revoke(
    @Param({ schema: ById }) { id: sessionId }: ById,
    @WriteOfUser() { userId, idempotencyKey }: UserWrite,
  ): Promise<void> {
    await this.users.revokeSessions({ userId, sessionId, idempotencyKey });
  }
}
