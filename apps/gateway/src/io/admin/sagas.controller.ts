import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SagaServiceDefinition } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body, Param, Query } from '../http/checked.ts';
import { type StaffWrite, WriteOfStaff } from '../http/parameters.ts';
import { shape } from '../http/schema.ts';
import { Saga, toSaga } from '../shapes/saga.ts';
import { ById, Empty, oneOf, page, PageQuery } from '../shapes/shared.ts';
import { present, toPage } from '../shapes/shared-mapping.ts';

const Sagas = page(Saga);
const Filter = shape({
  ...PageQuery,
  state: Type.Optional(oneOf(['running', 'undoing', 'done', 'undone', 'stuck'])),
});
type Filter = Static<typeof Filter>;

/** How far each saga is, and a way on for those that are stuck. */
@ApiTags('admin')
@Access('staff')
@Controller('admin/sagas')
export class SagasController {
  constructor(
    @InjectGrpc(SagaServiceDefinition) private readonly sagas: RpcClient<typeof SagaServiceDefinition>,
  ) {}

  @Get()
  @Answers(200, Sagas, 'Sagas, newest first')
  async list(
    @Query({ schema: Filter }) { state, limit, cursor = '' }: Filter,
  ): Promise<Static<typeof Sagas>> {
    const request = { status: state ?? '', pageSize: limit, pageToken: cursor };
    return toPage(await this.sagas.listSagas(request), toSaga);
  }

  @Get(':id')
  @Answers(200, Saga, 'A saga with every attempt of every step')
  async get(@Param({ schema: ById }) { id: sagaId }: ById): Promise<Saga> {
    return toSaga(present((await this.sagas.getSaga({ sagaId })).saga));
  }

  @Post(':id/retry')
  @Answers(200, Saga, 'Retries a stuck saga')
  async retry(
    @Param({ schema: ById }) { id: sagaId }: ById,
    @Body({ schema: Empty }) _body: Empty,
    @WriteOfStaff() { idempotencyKey, actorId }: StaffWrite,
  ): Promise<Saga> {
    return toSaga(present((await this.sagas.retrySaga({ sagaId, idempotencyKey, actorId })).saga));
  }
}
