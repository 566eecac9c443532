import { Client, Metadata } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { currentContext, newSpanId, newTraceId, runInContext } from '@tradepost/observability';
import { waitFor } from '@tradepost/testing/waiting';
import type { Call } from '../index.ts';
import * as build from '../testing/texts.ts';
import { closeAll, found, type Text } from '../testing/texts.ts';

// Made through this, a call is one of its own.
const alone = jest.spyOn(Client.prototype, 'makeUnaryRequest');

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);

let answer: (request: Text, call: Call) => Promise<Text>;

beforeEach(() => {
  answer = async () => found;
});
afterEach(closeAll);

const aServer = (options: { maxMessageBytes?: number; answer?: typeof answer } = {}) =>
  build.aServer((request, call) => (options.answer ?? answer)(request, call), options);
const aClient = (ports: readonly number[], options: { maxMessageBytes?: number; streams?: boolean } = {}) =>
  build.aClient(ports, options).texts;

/** The calls of their own that `work` makes. */
async function aloneIn(work: () => Promise<unknown>): Promise<number> {
  const before = alone.mock.calls.length;
  await work();
  return alone.mock.calls.length - before;
}

async function connected(options: { maxMessageBytes?: number } = {}) {
  const { server, port } = await aServer(options);
  const texts = aClient([port]);
  await untilStreamed(texts);
  return { server, port, texts };
}

const untilStreamed = (texts: ReturnType<typeof aClient>) =>
  waitFor(async () =>
    expect(await aloneIn(() => Promise.all([texts.once(found), texts.once(found)]))).toBe(0),
  );

describe('calls in a stream', () => {
  it('carry request and response, trace, caller and deadline', async () => {
    const { texts } = await connected();
    const deadline = Date.now() + 60_000;
    const context = { traceId: newTraceId(), spanId: newSpanId(), isSampled: true, deadline };
    answer = async ({ text }, call) => {
      expect(Math.abs((call.deadline ?? 0) - deadline)).toBeLessThan(5_000);
      return { text: [text, call.caller, currentContext()?.traceId, call.isSampled].join(' ') };
    };
    const calls = (): Promise<unknown> =>
      runInContext(context, async () =>
        expect(await texts.once({ text: 'm\u00fcg' }, { timeoutMs: 90_000 })).toEqual({
          text: `m\u00fcg tester ${context.traceId} true`,
        }),
      );
    expect(await aloneIn(calls)).toBe(0);
  });

  it('are answered as they end, each with its own', async () => {
    const { texts } = await connected();
    const waiting = Promise.withResolvers<void>();
    answer = async ({ text }) => {
      if (text === '0') await waiting.promise;
      return { text };
    };
    const [first, ...others] = Array.from({ length: 50 }, (_, at) => texts.once({ text: String(at) }));
    expect((await Promise.all(others)).map(({ text }) => text)).toEqual(
      others.map((_, at) => String(at + 1)),
    );
    waiting.resolve();
    expect(await first).toEqual({ text: '0' });
  });

  it('pass on domain errors, with text that is not ASCII', async () => {
    const { texts } = await connected();
    answer = () =>
      Promise.reject(new DomainError('missing', 'text.missing', 'Gibt\u2019s nicht.', { a: '\u00fc' }));
    const error = await texts.again({ text: '' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({
      ...{ kind: 'missing', code: 'text.missing', message: 'Gibt\u2019s nicht.', facts: { a: '\u00fc' } },
    });
  });

  it('are repeated after a fault only if the method is idempotent', async () => {
    const { texts } = await connected();
    let asked = 0;
    answer = async () =>
      ++asked === 1 ? Promise.reject(new RetryableError('unavailable', 'starting')) : found;
    await expect(texts.once({ text: '' })).rejects.toMatchObject({ reason: 'unavailable' });
    asked = 0;
    await expect(texts.again({ text: '' })).resolves.toEqual(found);
    expect(asked).toBe(2);
  });

  it('end at the deadline, for the called service too', async () => {
    const { texts } = await connected();
    const stopped = Promise.withResolvers<void>();
    answer = (_request, { signal }) =>
      new Promise(() => signal.addEventListener('abort', () => stopped.resolve()));
    await expect(texts.once({ text: '' }, { timeoutMs: 50 })).rejects.toMatchObject({ reason: 'timeout' });
    await stopped.promise;
  });

  it('are cancelled at the called service when the caller cancels', async () => {
    const { texts } = await connected();
    const stopped = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    answer = (_request, { signal }) => {
      started.resolve();
      return new Promise(() => signal.addEventListener('abort', () => stopped.resolve()));
    };
    const controller = new AbortController();
    const asked = texts.again({ text: '' }, { signal: controller.signal });
    await started.promise;
    // Not repeated: the caller itself has cancelled.
    expect(await aloneIn(async () => (controller.abort(), asked.catch(() => undefined)))).toBe(0);
    await expect(asked).rejects.toMatchObject({ reason: 'cancelled' });
    await stopped.promise;
  });

  it('avoid an instance that fails, as other calls do', async () => {
    let failing = false;
    let failures = 0;
    const bad = async (): Promise<Text> => {
      if (!failing) return found;
      failures++;
      throw new TypeError('a bug');
    };
    const [one, other] = [await aServer({ answer: bad }), await aServer()];
    const texts = aClient([one.port, other.port]);
    await untilStreamed(texts);
    failing = true;
    const calls = async (): Promise<void> => {
      for (let call = 0; call < 400; call++) await texts.once(found).catch(() => undefined);
    };
    expect(await aloneIn(calls)).toBe(0);
    expect(failures).toBeLessThan(100);
    expect(failures).toBeGreaterThan(3);
  });

  it('may have answers that are longer than a message', async () => {
    const { texts } = await connected();
    answer = async ({ text }) => ({ text: 'x'.repeat(Number(text)) });
    const sizes = [3, 40_000, 9_000_000, 32_757, 32_756];
    const answers = (): Promise<unknown> =>
      Promise.all(sizes.map((size) => texts.once({ text: String(size) }))).then((all) =>
        expect(all.map(({ text }) => text.length)).toEqual(sizes),
      );
    expect(await aloneIn(answers)).toBe(0);
  });

  it('have the limit of a message as others have', async () => {
    const { texts } = await connected({ maxMessageBytes: 1_000_000 });
    answer = async ({ text }) => ({ text: 'x'.repeat(Number(text)) });
    await expect(texts.once({ text: '1000001' })).rejects.toMatchObject({ part: 'response' });
    const { port } = await aServer();
    const careful = aClient([port], { maxMessageBytes: 1_000_000 });
    await untilStreamed(careful);
    await expect(careful.once({ text: '1000001' })).rejects.toMatchObject({ part: 'response' });
    await expect(careful.once({ text: '3' })).resolves.toEqual({ text: 'xxx' });
  });
});

describe('what is no call in a stream', () => {
  it('is a long request', async () => {
    const { texts } = await connected();
    expect(await aloneIn(() => texts.once({ text: 'x'.repeat(40_000) }))).toBe(1);
  });

  it('is any call of a client without streams', async () => {
    const { port, texts } = await connected();
    const single = aClient([port], { streams: false });
    for (let call = 0; call < 3; call++) {
      await aloneIn(() => texts.once(found));
      expect(await aloneIn(() => single.once(found))).toBe(1);
    }
  });

  it('is any call of a server that has no streams, such as one of an older release', async () => {
    const port = await build.anOldServer(() => found);
    const texts = aClient([port]);
    for (let call = 0; call < 5; call++)
      expect(await aloneIn(async () => expect(await texts.once({ text: '' })).toEqual(found))).toBe(1);
  });

  it('still reaches a server that has streams', async () => {
    const { port } = await aServer();
    const texts = aClient([port], { maxMessageBytes: 100_000 });
    for (let call = 0; call < 5; call++) expect(await aloneIn(() => texts.once({ text: '' }))).toBe(1);
  });
});

describe('a stream ends with its instance', () => {
  it('that drains: calls on their way are answered, and new ones go to another', async () => {
    const [one, other] = [await aServer(), await aServer()];
    const texts = aClient([one.port, other.port]);
    await untilStreamed(texts);
    const waiting = Promise.withResolvers<void>();
    let running = 0;
    answer = async ({ text }) => {
      running++;
      await waiting.promise;
      return { text };
    };
    const early = Array.from({ length: 10 }, (_, at) => texts.once({ text: String(at) }));
    await waitFor(async () => expect(running).toBe(10));
    const drained = one.server.drain(30_000);
    answer = async ({ text }) => ({ text });
    // Not idempotent: none of them may be lost.
    for (let call = 0; call < 200; call++) expect(await texts.once({ text: 'new' })).toEqual({ text: 'new' });
    waiting.resolve();
    expect((await Promise.all(early)).map(({ text }) => text)).toEqual(early.map((_, at) => String(at)));
    await drained;
  });

  it('that dies: what may be repeated goes to another, the rest fails', async () => {
    let running = 0;
    let hangs = false;
    const hanging = (): Promise<Text> => {
      running += Number(hangs);
      return hangs ? new Promise(() => undefined) : Promise.resolve(found);
    };
    const [one, other] = [await aServer({ answer: hanging }), await aServer()];
    const texts = aClient([one.port, other.port]);
    await untilStreamed(texts);
    hangs = true;
    const repeatable = Promise.all(Array.from({ length: 10 }, () => texts.again({ text: '' })));
    const others = Promise.allSettled(Array.from({ length: 10 }, () => texts.once({ text: '' })));
    await waitFor(async () => expect(running).toBe(10));
    await one.server.drain(0);
    expect(await repeatable).toEqual(Array.from({ length: 10 }, () => found));
    const failed = (await others).filter((call) => call.status === 'rejected');
    expect(failed).toHaveLength(5);
    for (const { reason } of failed) expect(reason).toBeInstanceOf(RetryableError);
  });
});

it('sends no name of the instance along', async () => {
  const { port } = await aServer();
  const seen: string[] = [];
  const set = jest.spyOn(Metadata.prototype, 'toHttp2Headers').mockImplementation(function (this: Metadata) {
    seen.push(...Object.keys(this.getMap()));
    return Object.fromEntries(Object.entries(this.getMap()).map(([key, value]) => [key, [String(value)]]));
  });
  build.atEnd(() => set.mockRestore());
  await untilStreamed(aClient([port]));
  expect(seen).toContain('x-caller');
  expect(seen).not.toContain('x-pinned-instance');
});
