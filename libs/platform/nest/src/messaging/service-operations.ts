import { Injectable } from '@nestjs/common';
import { Database } from '@tradepost/database';
import { Operations } from '@tradepost/messaging';

/** Answers `OperationsService`: `@GrpcController(OperationsServiceDefinition) class OperationsController extends ServiceOperations {}`. */
@Injectable()
export class ServiceOperations extends Operations {
  constructor(db: Database) {
    super(db);
  }
}
