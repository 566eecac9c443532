import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import { afterEach, expect, it, jest } from '@jest/globals';
import { currentContext, Logger, newSpanId, newTraceId, runInContext } from '@tradepost/observability';
import { waitFor } from '@tradepost/testing/waiting';
import { aClient, aServer, atEnd, closeAll } from '../testing/texts.ts';
import { FRAME, type Frame, FrameWriter, framesOf, STREAM } from './frames.ts';

const alone = jest.spyOn(Client.prototype, 'makeUnaryRequest');
jest.setTimeout(30_000);
afterEach(closeAll);

it('a call past its deadline is aborted and answered, though its client never cancels', async () => {
  const aborted: string[] = [];
  const { port } = await aServer(
    ({ text }, { signal }) => new Promise(() => signal.addEventListener('abort', () => aborted.push(text))),
  );
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  atEnd(() => client.close());
  const { path, requestSerialize, responseDeserialize } = STREAM;
  const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, new Metadata());
  const answers: Frame[] = [];
  stream.on('data', (message: Buffer) => answers.push(...framesOf(message)));
  stream.on('error', () => {});
  const frames = new FrameWriter((message) => stream.write(message));
  const call = (id: number, text: string, timeoutMs: number): void =>
    frames.write(
      FRAME.call,
      id,
      `/test.v1.StreamedService/Once ${timeoutMs} `,
      Buffer.from(JSON.stringify({ text })),
    );
  call(1, 'short', 50);
  call(2, 'long', 60_000);
  await waitFor(() => expect(aborted).toEqual(['short']), 10_000);
  await waitFor(() => expect(answers).toMatchObject([{ kind: FRAME.failure, call: 1 }]), 10_000);
  expect(answers[0]?.head).toMatch(new RegExp(`^${status.DEADLINE_EXCEEDED} `));
  // Without calls the sweep stops; the next call begins another.
  const stopped = jest.spyOn(globalThis, 'clearInterval');
  atEnd(() => stopped.mockRestore());
  frames.write(FRAME.cancel, 2);
  await waitFor(() => expect(stopped).toHaveBeenCalled(), 10_000);
  call(3, 'later', 400);
  await waitFor(() => expect(aborted).toEqual(['short', 'long', 'later']), 10_000);
});

it('a message that is too large is logged in the context of its call', async () => {
  const traces: (string | undefined)[] = [];
  const log = new Logger({ service: 'test', level: 'silent' });
  jest.spyOn(log, 'error').mockImplementation(() => void traces.push(currentContext()?.traceId));
  const { port } = await aServer(async ({ text }) => ({ text: 'x'.repeat(Number(text)) }));
  const { texts } = aClient([port], { maxMessageBytes: 1_000_000, log });
  await waitFor(async () => {
    alone.mockClear();
    await texts.once({ text: '3' });
    expect(alone).not.toHaveBeenCalled();
  }, 10_000);
  const context = { traceId: newTraceId(), spanId: newSpanId(), isSampled: true };
  const call = runInContext(context, () => texts.once({ text: '1000001' }));
  await expect(call).rejects.toMatchObject({ part: 'response' });
  expect(alone).not.toHaveBeenCalled();
  expect(traces).toEqual([context.traceId]);
});
