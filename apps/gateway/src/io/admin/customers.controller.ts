import { Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UserServiceDefinition } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body, Param, Query } from '../http/checked.ts';
import { type StaffWrite, WriteOfStaff } from '../http/parameters.ts';
import { shape } from '../http/schema.ts';
import { fromRole, RoleWord, toUser, User } from '../shapes/account.ts';
import { ById, page, PageQuery, searchText } from '../shapes/shared.ts';
import { present, toPage } from '../shapes/shared-mapping.ts';

const Users = page(User);
const Filter = shape({ ...PageQuery, q: Type.Optional(searchText('Name or e-mail')) });
type Filter = Static<typeof Filter>;
const NewRoles = shape({ roles: Type.Array(RoleWord, { minItems: 1, maxItems: 3 }) });
type NewRoles = Static<typeof NewRoles>;

@ApiTags('admin')
@Access('staff')
@Controller('admin/customers')
export class CustomersController {
  constructor(
    @InjectGrpc(UserServiceDefinition) private readonly users: RpcClient<typeof UserServiceDefinition>,
  ) {}

  @Get()
  @Answers(200, Users, 'Customers, newest first')
  async list(
    @Query({ schema: Filter }) { q = '', limit, cursor = '' }: Filter,
  ): Promise<Static<typeof Users>> {
    return toPage(await this.users.listUsers({ query: q, pageSize: limit, pageToken: cursor }), toUser);
  }

  @Put(':id/roles')
  @Access('admin')
  @Answers(200, User, 'Replaces a user’s roles')
  async setRoles(
    @Param({ schema: ById }) { id: userId }: ById,
    @Body({ schema: NewRoles }) { roles }: NewRoles,
    @WriteOfStaff() { actorId, idempotencyKey }: StaffWrite,
  ): Promise<User> {
    const request = { userId, roles: roles.map(fromRole), actorId, idempotencyKey };
    return toUser(present((await this.users.setRoles(request)).user));
  }
}
