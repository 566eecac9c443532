import 'reflect-metadata';
import { runService } from '@tradepost/bootstrap';
import { orderConfig } from './order.config.ts';
import { OrderModule } from './order.module.ts';
import { grpc, workers } from './order.surface.ts';

await runService({ name: 'order', config: orderConfig, module: OrderModule, grpc, workers });
