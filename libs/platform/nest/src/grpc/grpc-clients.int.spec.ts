import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { expect, it } from '@jest/globals';
import { createDiscovery } from '@tradepost/discovery';
import { Logger, Metrics } from '@tradepost/observability';
import { type RpcClient, RpcClients, RpcServer } from '@tradepost/rpc';
import { type Text, texts } from '../testing/texts.ts';
import { GrpcClientsModule, InjectGrpc } from './grpc-clients.module.ts';

class Platform {}

@Injectable()
class Caller {
  constructor(@InjectGrpc(texts) readonly client: RpcClient<typeof texts>) {}
}

// What must not compile.
@Injectable()
export class Mistaken {
  // @ts-expect-error the parameter is not the client of the definition
  constructor(@InjectGrpc(texts) readonly client: { one(request: Text): Promise<{ txt: string }> }) {}
}

it('a client of another service is injected, found by the second word of its package', async () => {
  const log = new Logger({ service: 'test', level: 'silent' });
  const server = new RpcServer({ log, metrics: new Metrics('test') });
  const answer = ({ text }: Text) => Promise.resolve({ text: `${text}!` });
  server.add(texts, { one: answer, two: answer });
  const port = await server.listen('127.0.0.1', 0, 'texts');
  const staticList = `texts=127.0.0.1:${port}`;
  const discovery = createDiscovery({ driver: 'static', staticList, scheme: `c-${port}` });
  const clients = new RpcClients({ discovery, metrics: new Metrics('caller'), caller: 'tester' });
  const platform = {
    module: Platform,
    global: true,
    providers: [{ provide: RpcClients, useValue: clients }],
    exports: [RpcClients],
  };

  @Module({
    imports: [platform, GrpcClientsModule.forFeature([{ definition: texts, timeoutMs: 3_000 }])],
    providers: [Caller],
  })
  class Application {}

  const app = await NestFactory.createApplicationContext(Application, { logger: false, abortOnError: false });
  expect(await app.get(Caller).client.one({ text: 'a' })).toEqual({ text: 'a!' });
  await app.close();
  clients.close();
  discovery.close();
  await server.drain(100);
});
