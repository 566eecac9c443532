import { OrderIdempotency } from './order-idempotency.ts';
import {
  RetrySagaRequest,
  RetrySagaResponse,
  type GetSagaRequest,
  type GetSagaResponse,
  type ListSagasOfOrderRequest,
  type ListSagasOfOrderResponse,
  type ListSagasRequest,
  type ListSagasResponse,
  type Saga,
  SagaServiceDefinition,
} from '@tradepost/contracts';
import { Database, type Queryable, sql } from '@tradepost/database';
import { DomainError, isUuid } from '@tradepost/decision';
import { GrpcController, type ControllerOf } from '@tradepost/nest';
import {
  retryStuck,
  SAGA_STATUSES,
  SagaRunner,
  viewSaga,
  viewSagas,
  viewSagasWhere,
  type SagaView,
} from '@tradepost/saga';
import { assertCursor, assertPageSize, idIn, invalid, isIdOrEmpty } from './requests.mapper.ts';

// The property of their state that names what all sagas of this service are about.
const SUBJECT = 'orderId';

/** The sagas of this service, for staff. */
@GrpcController(SagaServiceDefinition)
export class SagaController implements ControllerOf<typeof SagaServiceDefinition> {
  constructor(
    private readonly db: Database,
    private readonly sagas: SagaRunner,
    private readonly writes: OrderIdempotency,
  ) {}

  async listSagas({ status, pageSize, pageToken }: ListSagasRequest): Promise<ListSagasResponse> {
    const wanted = SAGA_STATUSES.find((one) => one === status);
    if (status !== '' && !wanted)
      throw invalid(`\`status\` must be empty or one of: ${SAGA_STATUSES.join(', ')}.`);
    assertPageSize(pageSize);
    assertCursor(isIdOrEmpty(pageToken));
    const filter = { status: wanted, limit: pageSize + 1, before: pageToken || undefined };
    const found = await viewSagas(this.db, SUBJECT, filter);
    const items = found.slice(0, pageSize).map((one) => this.toWire(one));
    return { items, nextPageToken: found.length > pageSize ? (items.at(-1)?.id ?? '') : '' };
  }

  async listSagasOfOrder({ orderId }: ListSagasOfOrderRequest): Promise<ListSagasOfOrderResponse> {
    // Text in the table, in lower case.
    const id = idIn(orderId);
    const found = id ? await viewSagasWhere(this.db, SUBJECT, sql`order_id = ${id}`) : [];
    return { items: found.map((one) => this.toWire(one)) };
  }

  async getSaga({ sagaId }: GetSagaRequest): Promise<GetSagaResponse> {
    return { saga: await this.read(sagaId) };
  }

  retrySaga(request: RetrySagaRequest): Promise<RetrySagaResponse> {
    const { sagaId, actorId } = request;
    const keyed = { operation: 'retry-saga', owner: actorId, requestType: RetrySagaRequest, request };
    return this.writes.transaction({ ...keyed, responseType: RetrySagaResponse }, async (tx) => {
      const { status } = await this.read(sagaId, tx);
      if (!(await retryStuck(tx, sagaId))) throw notStuck(status);
      return { saga: await this.read(sagaId, tx) };
    });
  }

  private async read(id: string, db: Queryable = this.db): Promise<Saga> {
    const found = isUuid(id) ? await viewSaga(db, SUBJECT, id) : undefined;
    if (!found) throw new DomainError('missing', 'saga.not_found', 'There is no such saga.');
    return this.toWire(found);
  }

  private toWire(saga: SagaView): Saga {
    const isOpen = saga.status === 'running' || saga.status === 'undoing';
    const { id, name, status, attempts, deadlineAt, createdAt, updatedAt } = saga;
    return {
      ...{ id, name, status, attempts, deadlineAt, createdAt, updatedAt },
      step: this.sagas.stepName(name, saga.step) ?? '',
      errorCode: saga.errorCode ?? '',
      orderId: saga.subject ?? '',
      nextRunAt: isOpen ? saga.nextRunAt : undefined,
      traceId: saga.traceId ?? '',
      log: saga.log.map(({ step, what, attempt, at, ms, error = '' }) => ({
        ...{ step, what, attempt, at: new Date(at), durationMs: ms, error },
      })),
    };
  }
}

const notStuck = (status: string) =>
  new DomainError('conflict', 'saga.not_stuck', `The saga is ${status}; only a stuck saga can be retried.`, {
    status,
  });
