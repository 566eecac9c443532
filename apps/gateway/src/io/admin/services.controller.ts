import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { shape } from '../http/schema.ts';
import { Job, Outbox, toJob, toOutbox } from '../shapes/operations.ts';
import { list } from '../shapes/shared.ts';
import { ServiceOperations } from './service-operations.ts';

const Outboxes = list(Outbox);
const Jobs = shape({ items: Type.Array(Job), silent: Type.Array(Type.String()) });

@ApiTags('admin')
@Access('staff')
@Controller('admin')
export class ServicesController {
  constructor(private readonly operations: ServiceOperations) {}

  @Get('outbox')
  @Answers(200, Outboxes, 'Unpublished events of each service')
  async outboxes(): Promise<Static<typeof Outboxes>> {
    const reports = await this.operations.outboxes();
    return { items: reports.map(({ service, outbox }) => toOutbox(service, outbox)) };
  }

  @Get('jobs')
  @Answers(200, Jobs, 'Background jobs of each service and their last round')
  async jobs(): Promise<Static<typeof Jobs>> {
    const reports = await this.operations.jobs();
    return {
      items: reports.flatMap(({ service, jobs = [] }) => jobs.map((job) => toJob(service, job))),
      silent: reports.filter(({ jobs }) => jobs === undefined).map(({ service }) => service),
    };
  }
}
