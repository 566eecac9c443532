import { Injectable } from '@nestjs/common';
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
  type SagaServiceDefinition,
} from '@tradepost/contracts';
import { Database, type Queryable, sql } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import { idempotent, requestHash } from '@tradepost/messaging';
import type { Handlers } from '@tradepost/rpc';
import {
  SAGA_STATUSES,
  SagaRunner,
  viewSaga,
  viewSagas,
  viewSagasWhere,
  type SagaView,
} from '@tradepost/saga';
import { isUuid } from '../domain/text.ts';

// What all sagas of this service are about.
const SUBJECT = 'orderId';

/** The sagas of this service, for people. */
@Injectable()
export class SagaGrpc implements Handlers<typeof SagaServiceDefinition> {
  constructor(
    private readonly db: Database,
    private readonly sagas: SagaRunner,
  ) {}

  async listSagas({ status, pageSize, pageToken }: ListSagasRequest): Promise<ListSagasResponse> {
    const wanted = SAGA_STATUSES.find((one) => one === status);
    if (status !== '' && !wanted)
      throw new DomainError('invalid', 'request.invalid', 'There is no such status.');
    if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 100)
      throw new DomainError('invalid', 'request.invalid', 'page_size is a whole number from 1 to 100.');
    if (pageToken !== '' && !isUuid(pageToken))
      throw new DomainError('invalid', 'cursor.invalid', 'This cursor was not made by us.');
    const filter = { status: wanted, limit: pageSize + 1, before: pageToken || undefined };
    const found = await viewSagas(this.db, SUBJECT, filter);
    const items = found.slice(0, pageSize).map((one) => this.toWire(one));
    return { items, nextPageToken: found.length > pageSize ? (items.at(-1)?.id ?? '') : '' };
  }

  async listSagasOfOrder({ orderId }: ListSagasOfOrderRequest): Promise<ListSagasOfOrderResponse> {
    const found = await viewSagasWhere(this.db, SUBJECT, sql`order_id = ${orderId}`);
    return { items: found.map((one) => this.toWire(one)) };
  }

  async getSaga({ sagaId }: GetSagaRequest): Promise<GetSagaResponse> {
    return { saga: await this.read(sagaId) };
  }

  retrySaga(request: RetrySagaRequest): Promise<RetrySagaResponse> {
    const { sagaId, idempotencyKey: key, actorId } = request;
    const asked = RetrySagaRequest.encode({ ...request, idempotencyKey: '' }).finish();
    const keyed = { scope: `retry-saga:${actorId}`, key, requestHash: requestHash(asked) };
    const codec = {
      encode: (answer: RetrySagaResponse) => RetrySagaResponse.encode(answer).finish(),
      decode: (bytes: Uint8Array) => RetrySagaResponse.decode(bytes),
    };
    return idempotent(this.db, keyed, codec, async (tx) => {
      const { status } = await this.read(sagaId, tx);
      if (!(await this.sagas.retry(sagaId, tx))) throw notStuck(status);
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
  new DomainError('conflict', 'saga.not_stuck', `It is ${status}; only a stuck one can be sent on.`, {
    status,
  });
