import { OrderIdempotency } from './order-idempotency.ts';
import {
  RequestRunRequest,
  RequestRunResponse,
  type ListFindingsRequest,
  type ListFindingsResponse,
  ReconciliationServiceDefinition,
} from '@tradepost/contracts';
import { GrpcController, type ControllerOf } from '@tradepost/nest';
import { FindingListStore } from './finding-list.store.ts';
import { ReconciliationWorker } from './reconciliation.worker.ts';
import { assertCursor, assertPageSize } from './requests.mapper.ts';

/** Runs and findings of reconciliation, for staff. */
@GrpcController(ReconciliationServiceDefinition)
export class ReconciliationController implements ControllerOf<typeof ReconciliationServiceDefinition> {
  constructor(
    private readonly writes: OrderIdempotency,
    private readonly lists: FindingListStore,
    private readonly worker: ReconciliationWorker,
  ) {}

  async requestRun(request: RequestRunRequest): Promise<RequestRunResponse> {
    const { actorId: owner } = request;
    // Requests of one owner differ in nothing but the key.
    const keyed = { operation: 'reconcile', owner, request, ignored: { actorId: '' } };
    const types = { requestType: RequestRunRequest, responseType: RequestRunResponse };
    const answer = await this.writes.transaction({ ...keyed, ...types }, async (tx) => ({
      run: await this.lists.requestRun(tx),
    }));
    this.worker.wake();
    return answer;
  }

  async listFindings(request: ListFindingsRequest): Promise<ListFindingsResponse> {
    const { state, code, pageSize, pageToken } = request;
    assertPageSize(pageSize);
    assertCursor(/^\d{0,15}$/.test(pageToken));
    const before = pageToken === '' ? Number.MAX_SAFE_INTEGER : Number(pageToken);
    const [rows, counts, runs] = await Promise.all([
      this.lists.list({ state, code, before }, pageSize + 1),
      this.lists.counts(),
      this.lists.runs(),
    ]);
    const items = rows.slice(0, pageSize);
    const nextPageToken = rows.length > pageSize ? String(items.at(-1)?.seq) : '';
    return { items, nextPageToken, counts, runs };
  }
}
