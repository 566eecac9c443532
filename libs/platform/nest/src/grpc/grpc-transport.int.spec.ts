import { Controller } from '@nestjs/common';
import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from '@jest/globals';
import { GrpcMethod } from '@nestjs/microservices';
import { waitFor } from '@tradepost/testing/waiting';
import { closeAll, connect, Echo, serve } from '../testing/serve-texts.ts';
import { type Text, texts } from '../testing/texts.ts';
import { GrpcController } from './grpc-controller.ts';
import type { GrpcTransportOptions } from './grpc-transport.ts';

afterEach(closeAll);

describe('the transport does not listen', () => {
  it('when a controller answers only half of a service', async () => {
    @Controller()
    class Texts {
      @GrpcMethod('shop.texts.v1.TextService', 'One')
      async one({ text }: Text): Promise<Text> {
        return { text };
      }
    }
    await expect(serve(Texts, { services: [texts] })).rejects.toThrow(
      'No controller answers shop.texts.v1.TextService/Two.',
    );
  });

  it('when two controllers answer the same method', async () => {
    @Controller()
    class Twice {
      @GrpcMethod('shop.texts.v1.TextService', 'One')
      async first({ text }: Text): Promise<Text> {
        return { text };
      }

      @GrpcMethod('shop.texts.v1.TextService', 'One')
      async second({ text }: Text): Promise<Text> {
        return { text };
      }
    }
    await expect(serve(Twice, { services: [texts] })).rejects.toThrow('Two controllers answer');
  });

  it('when it was connected without inheritAppConfig', async () => {
    const { app } = await connect(Echo, {}, { inheritAppConfig: false });
    await app.init();
    await expect(app.startAllMicroservices()).rejects.toThrow('Global filters do not reach this transport.');
  });

  it('before the application is initialised', async () => {
    const { app } = await connect(Echo);
    await expect(app.startAllMicroservices()).rejects.toThrow('handlers would answer before onModuleInit');
  });

  it('before what it waits for is ready, and not at all when the application closes first', async () => {
    let isWaiting = false;
    let ready = (): void => {};
    const untilReady = (stopped: AbortSignal) =>
      new Promise<void>((done) => {
        isWaiting = true;
        ready = done;
        stopped.addEventListener('abort', () => done());
      });
    const first = await connect(Echo, { untilReady });
    await first.app.init();
    const started = first.app.startAllMicroservices();
    await waitFor(() => expect(isWaiting).toBe(true));
    expect(first.transport.isListening).toBe(false);
    ready();
    await started;
    expect(first.transport.isListening).toBe(true);

    const second = await connect(Echo, { untilReady });
    await second.app.init();
    const stopped = second.app.startAllMicroservices();
    await second.app.close();
    await stopped;
    expect(second.transport.isListening).toBe(false);
    expect(second.transport.port).toBe(0);
  });
});

describe('leaving', () => {
  /** Answers `one` when the spec says so. */
  async function slow(more: Partial<GrpcTransportOptions> = {}) {
    const state = { isAsked: false, answer: (): void => {} };
    @GrpcController(texts)
    class Slow {
      one({ text }: Text): Promise<Text> {
        state.isAsked = true;
        return new Promise((done) => (state.answer = () => done({ text })));
      }

      async two(): Promise<Text> {
        return { text: '' };
      }
    }
    const served = await serve(Slow, more);
    const running = served.client.one({ text: 'slow' });
    await waitFor(() => expect(state.isAsked).toBe(true));
    return { ...served, running, state };
  }

  it('lets running calls end and refuses new ones', async () => {
    const { app, client, running, state } = await slow();
    const closed = app.close();
    await waitFor(() =>
      expect(client.two({ text: '' }, { timeoutMs: 100 })).rejects.toMatchObject({ reason: 'unavailable' }),
    );
    state.answer();
    expect(await running).toEqual({ text: 'slow' });
    await closed;
  });

  it('cuts off what takes longer than the limit', async () => {
    const { app, running } = await slow({ drainTimeoutMs: 100 });
    const failed = running.catch((e: unknown) => e);
    await app.close();
    const { reason } = (await failed) as { reason: string };
    expect(reason).toMatch(/unavailable|cancelled/);
  });

  it('is reported by its health check', async () => {
    const { transport, address } = await serve(Echo);
    expect(await health(address)).toEqual([8, 2]);
    transport.serve();
    expect(await health(address)).toEqual([8, 1]);
    transport.leave();
    expect(await health(address)).toEqual([8, 2]);
  });
});

/** The bytes of a HealthCheckResponse. */
async function health(address: string): Promise<number[]> {
  const client = new Client(address, credentials.createInsecure());
  const same = (bytes: Buffer) => bytes;
  const answer = await new Promise<Buffer | undefined>((done, fail) =>
    client.makeUnaryRequest('/grpc.health.v1.Health/Check', same, same, Buffer.alloc(0), (error, value) =>
      error ? fail(error) : done(value),
    ),
  );
  client.close();
  return [...(answer ?? [])];
}
