import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ReconciliationServiceDefinition } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Query } from '../http/checked.ts';
import { type StaffWrite, WriteOfStaff } from '../http/parameters.ts';
import { shape } from '../http/schema.ts';
import { Finding, findingStates, Run, toFinding, toRun } from '../shapes/operations.ts';
import { oneOf, page, PageQuery } from '../shapes/shared.ts';
import { present, toPage } from '../shapes/shared-mapping.ts';

const Filter = shape({
  ...PageQuery,
  state: Type.Optional(oneOf(findingStates.words)),
  code: Type.Optional(Type.String({ maxLength: 100 })),
});
type Filter = Static<typeof Filter>;
const Findings = shape({
  ...page(Finding).properties,
  open: Type.Record(Type.String(), Type.Integer(), { description: 'Open findings by code, including 0' }),
  runs: Type.Array(Run, { description: 'The last ten, newest first' }),
});

/** Whether money, orders and stock agree. */
@ApiTags('admin')
@Access('staff')
@Controller('admin/reconciliation')
export class ReconciliationController {
  constructor(
    @InjectGrpc(ReconciliationServiceDefinition)
    private readonly reconciliation: RpcClient<typeof ReconciliationServiceDefinition>,
  ) {}

  @Get()
  @Answers(200, Findings, 'Discrepancies, how many of each kind are open, and the last runs')
  async list(@Query({ schema: Filter }) filter: Filter): Promise<Static<typeof Findings>> {
    const { state, code = '', limit, cursor = '' } = filter;
    const request = { state: state ?? '', code, pageSize: limit, pageToken: cursor };
    const found = await this.reconciliation.listFindings(request);
    return {
      ...toPage(found, toFinding),
      open: Object.fromEntries(found.counts.map(({ code: counted, open }) => [counted, open])),
      runs: found.runs.map(toRun),
    };
  }

  @Post('runs')
  @Answers(202, Run, 'Requests a reconciliation run now')
  async run(@WriteOfStaff() { idempotencyKey, actorId }: StaffWrite): Promise<Run> {
    return toRun(present((await this.reconciliation.requestRun({ idempotencyKey, actorId })).run));
  }
}
