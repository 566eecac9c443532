import { Injectable } from '@nestjs/common';
import { type GetOutboxResponse, type Job, OperationsServiceDefinition } from '@tradepost/contracts';
import { type RpcClient, RpcClients } from '@tradepost/rpc';

const SERVICES = ['cart', 'order', 'product', 'user'] as const;
/** Those that publish events. */
const PUBLISHERS = ['order', 'product'] as const;
const TIMEOUT_MS = 2_000;

type Service = (typeof SERVICES)[number];

/** What each service reports of itself. One that does not answer in time reports nothing. */
@Injectable()
export class ServiceOperations {
  private readonly clients: ReadonlyMap<Service, RpcClient<typeof OperationsServiceDefinition>>;

  constructor(clients: RpcClients) {
    const options = { timeoutMs: TIMEOUT_MS };
    this.clients = new Map(
      SERVICES.map((name) => [name, clients.get(OperationsServiceDefinition, name, options)]),
    );
  }

  outboxes(): Promise<{ service: string; outbox: GetOutboxResponse | undefined }[]> {
    return Promise.all(
      PUBLISHERS.map(async (service) => ({
        service,
        outbox: await this.clients
          .get(service)
          ?.getOutbox({})
          .catch(() => undefined),
      })),
    );
  }

  jobs(): Promise<{ service: string; jobs: Job[] | undefined }[]> {
    return Promise.all(
      [...this.clients].map(async ([service, client]) => ({
        service,
        jobs: await client
          .listJobs({})
          .then(({ jobs }) => jobs)
          .catch(() => undefined),
      })),
    );
  }
}
