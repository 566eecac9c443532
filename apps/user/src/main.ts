import 'reflect-metadata';
import { runService, serve } from '@tradepost/bootstrap';
import { OperationsServiceDefinition, UserServiceDefinition } from '@tradepost/contracts';
import { MailWorker } from '@tradepost/mail';
import { KeySweeper, Operations } from '@tradepost/messaging';
import { FirstAdminWorker } from './io/first-admin.worker.ts';
import { KeyRotation } from './io/key-rotation.ts';
import { SessionSweeper } from './io/session-sweeper.ts';
import { UserGrpc } from './io/user.grpc.ts';
import { userConfig } from './user.config.ts';
import { UserModule } from './user.module.ts';

await runService({
  name: 'user',
  config: userConfig,
  module: UserModule,
  grpc: [serve(UserServiceDefinition, UserGrpc), serve(OperationsServiceDefinition, Operations)],
  workers: [FirstAdminWorker, KeyRotation, SessionSweeper, KeySweeper, MailWorker],
});
