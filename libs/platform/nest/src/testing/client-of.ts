import type { INestApplication } from '@nestjs/common';
import { createDiscovery } from '@tradepost/discovery';
import { Metrics } from '@tradepost/observability';
import { type ClientOptions, type RpcClient, RpcClients, type ServiceSpec } from '@tradepost/rpc';
import { GrpcTransport } from '../grpc/grpc-transport.ts';

export interface TestClient<S extends ServiceSpec> {
  readonly client: RpcClient<S>;
  close(): Promise<void>;
}

/** Calls an application of this process over gRPC, as another service would. */
export function clientOf<S extends ServiceSpec>(
  app: INestApplication,
  definition: S,
  options?: ClientOptions,
): TestClient<S> {
  const { port } = app.get(GrpcTransport);
  const staticList = `tested=127.0.0.1:${port}`;
  const discovery = createDiscovery({ driver: 'static', staticList, scheme: `tested-${port}` });
  const clients = new RpcClients({ discovery, metrics: new Metrics('spec'), caller: 'spec' });
  const close = async (): Promise<void> => {
    clients.close();
    discovery.close();
  };
  return { client: clients.get(definition, 'tested', options), close };
}
