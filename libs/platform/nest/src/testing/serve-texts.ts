import type { Type } from '@nestjs/common';
import { createDiscovery } from '@tradepost/discovery';
import { Logger, Metrics } from '@tradepost/observability';
import { RpcClients } from '@tradepost/rpc';
import { GrpcController } from '../grpc/grpc-controller.ts';
import { GrpcTransport, type GrpcTransportOptions } from '../grpc/grpc-transport.ts';
import { hybrid } from './hybrid.ts';
import { type Text, texts } from './texts.ts';

const open: (() => Promise<unknown>)[] = [];

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}

/** A hybrid application with these controllers, its transport connected but not started. */
export async function connect(
  controllers: Type | Type[],
  more: Partial<GrpcTransportOptions> = {},
  hybridOptions = { inheritAppConfig: true },
) {
  const transport = new GrpcTransport({
    ...{ service: 'texts', host: '127.0.0.1', port: 0, drainTimeoutMs: 1_000 },
    ...{ log: new Logger({ service: 'test', level: 'silent' }), metrics: new Metrics('test') },
    ...more,
  });
  const app = await hybrid({
    controllers: [controllers].flat(),
    providers: [{ provide: GrpcTransport, useValue: transport }],
  });
  open.push(() => app.close());
  app.connectMicroservice({ strategy: transport }, hybridOptions);
  return { app, transport };
}

/** The same, listening, with a client. */
export async function serve(controllers: Type | Type[], more: Partial<GrpcTransportOptions> = {}) {
  const { app, transport } = await connect(controllers, more);
  await app.init();
  await app.startAllMicroservices();
  const address = `127.0.0.1:${transport.port}`;
  const staticList = `texts=${address}`;
  const discovery = createDiscovery({ driver: 'static', staticList, scheme: `t-${transport.port}` });
  const clients = new RpcClients({ discovery, metrics: new Metrics('caller'), caller: 'tester' });
  open.push(async () => {
    clients.close();
    discovery.close();
  });
  return { app, transport, client: clients.get(texts, 'texts'), address };
}

@GrpcController(texts)
export class Echo {
  async one({ text }: Text): Promise<Text> {
    return { text };
  }

  async two({ text }: Text): Promise<Text> {
    return { text };
  }
}
