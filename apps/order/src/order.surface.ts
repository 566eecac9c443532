import { serve } from '@tradepost/bootstrap';
import {
  AfterSaleServiceDefinition,
  OperationsServiceDefinition,
  OrderServiceDefinition,
  PaymentServiceDefinition,
  ReconciliationServiceDefinition,
  SagaServiceDefinition,
} from '@tradepost/contracts';
import { MailWorker } from '@tradepost/mail';
import { KeySweeper, Operations, OutboxRelay } from '@tradepost/messaging';
import { SagaRunner, SagaSweeper } from '@tradepost/saga';
import { AfterSaleGrpc } from './io/after-sale.grpc.ts';
import { OrderGrpc } from './io/order.grpc.ts';
import { PaymentGrpc } from './io/payment.grpc.ts';
import { ReconciliationDesk } from './io/reconciliation.desk.ts';
import { ReconciliationWorker } from './io/reconciliation.worker.ts';
import { SagaGrpc } from './io/saga.grpc.ts';

/** What the service answers. */
export const grpc = [
  serve(OrderServiceDefinition, OrderGrpc),
  serve(PaymentServiceDefinition, PaymentGrpc),
  serve(AfterSaleServiceDefinition, AfterSaleGrpc),
  serve(SagaServiceDefinition, SagaGrpc),
  serve(OperationsServiceDefinition, Operations),
  serve(ReconciliationServiceDefinition, ReconciliationDesk),
];

/** What it does unasked. */
export const workers = [OutboxRelay, SagaRunner, SagaSweeper, KeySweeper, ReconciliationWorker, MailWorker];
