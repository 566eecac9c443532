import { OperationsServiceDefinition } from '@tradepost/contracts';
import { GrpcController, ServiceOperations } from '@tradepost/nest';

@GrpcController(OperationsServiceDefinition)
export class OperationsController extends ServiceOperations {}
