import { type INestApplication, Module, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TransportsModule } from '../transport/transports.module.ts';

/** An application of these controllers and providers, as a service is, before anything listens. */
export function hybrid({ imports = [], ...metadata }: ModuleMetadata): Promise<INestApplication> {
  @Module({ ...metadata, imports: [TransportsModule, ...imports] })
  class Application {}

  return NestFactory.create(Application, new FastifyAdapter(), { logger: false, abortOnError: false });
}
