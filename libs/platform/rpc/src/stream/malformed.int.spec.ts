import { Client, credentials, Metadata, type ServerDuplexStream, status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { aClient, anOldServer, aServer, atEnd, closeAll, found, type Text } from '../testing/texts.ts';
import { FRAME, type Frame, FrameWriter, framesOf, STREAM } from './frames.ts';

jest.setTimeout(30_000);
afterEach(closeAll);

const ONCE = '/test.v1.StreamedService/Once';
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const request = Buffer.from(JSON.stringify({ text: 'a mug' }));
const garbage: [string, Buffer][] = [
  ['one byte', Buffer.from([1])],
  ['less than a header', Buffer.alloc(10)],
  ['a head beyond the message', Buffer.from([1, 1, 0, 0, 0, 255, 255, 0, 0, 0, 0])],
  ['a body beyond the message', Buffer.from([1, 1, 0, 0, 0, 0, 0, 255, 255, 255, 255])],
];

/** A stream to the server, by hand. */
function aStream(port: number) {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  atEnd(() => client.close());
  const { path, requestSerialize, responseDeserialize } = STREAM;
  const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, new Metadata());
  const answers: Frame[] = [];
  stream.on('data', (message: Buffer) => answers.push(...framesOf(message)));
  stream.on('error', () => {});
  const ended = new Promise<{ code: number }>((resolve) => stream.on('status', resolve));
  const frames = new FrameWriter((message) => stream.write(message));
  return { stream, frames, answers, ended };
}

describe('a client that sends a malformed message', () => {
  const calls: [string, (frames: FrameWriter) => void][] = [
    ['a call with the id of one that runs', (frames) => frames.write(FRAME.call, 1, `${ONCE} 9000 ${TRACE}`)],
    ['a call without a deadline', (frames) => frames.write(FRAME.call, 2, `${ONCE} soon ${TRACE}`)],
    ['a call that is nothing but a path', (frames) => frames.write(FRAME.call, 2, ONCE)],
  ];
  it.each([
    ...garbage.map(
      ([name, bytes]): [string, (frames: FrameWriter, stream: { write(b: Buffer): void }) => void] => [
        name,
        (_, stream) => stream.write(bytes),
      ],
    ),
    ...calls,
  ])('loses its stream and the calls in it, and no other client does: %s', async (_, send) => {
    const aborted = Promise.withResolvers<void>();
    let running = 0;
    const { port } = await aServer(async ({ text }, { caller, signal }) => {
      if (caller === 'tester') return { text };
      running++;
      return new Promise(() => signal.addEventListener('abort', () => aborted.resolve()));
    });
    const { texts } = aClient([port]);
    await texts.once(found);
    const { stream, frames, ended } = aStream(port);
    frames.write(FRAME.call, 1, `${ONCE} 9000 ${TRACE}`, request);
    frames.flush();
    await waitFor(async () => expect(running).toBe(1), 10_000);
    send(frames, stream);
    expect((await ended).code).toBe(status.INVALID_ARGUMENT);
    await aborted.promise;
    for (let call = 0; call < 5; call++) expect(await texts.once(found)).toEqual(found);
  });
});

it('a server skips what it does not know', async () => {
  const { port } = await aServer(async ({ text }) => ({ text }));
  const { frames, answers } = aStream(port);
  frames.write(77, 1, 'of a later release', request);
  frames.write(FRAME.cancel, 99);
  frames.write(FRAME.call, 1, `/test.v1.Other/\u00e9${'\u20ac'.repeat(20_000)} 9000 ${TRACE}`, request);
  frames.write(FRAME.call, 2, `${ONCE} 9000 \u0000garbage`, request);
  frames.write(FRAME.call, 3, `${ONCE} 9000 ${TRACE}`, Buffer.from('{'));
  await waitFor(async () => expect(answers).toHaveLength(3), 10_000);
  const byCall = answers.sort((one, other) => one.call - other.call);
  expect(byCall.map(({ kind, head }) => [kind, head.split(' ')[0]])).toEqual([
    [FRAME.failure, String(status.UNIMPLEMENTED)],
    [FRAME.answer, ''],
    [FRAME.failure, String(status.INTERNAL)],
  ]);
  expect(byCall[1]?.body.toString()).toBe(request.toString());
});

describe('a server that sends a malformed message', () => {
  const badFailure = (head: string) => (frames: FrameWriter) => frames.write(FRAME.failure, 1, head);
  type Reply = (frames: FrameWriter, stream: ServerDuplexStream<Buffer, Buffer>) => void;
  it.each<[string, Reply]>([
    ...garbage.map(([name, bytes]): [string, Reply] => [name, (_, stream) => stream.write(bytes)]),
    ['a failure without a status', badFailure('')],
    ['a failure of status OK', badFailure('0 OK')],
    ['a failure of an unknown status', badFailure('x y')],
  ])('fails the calls in its stream, and others are calls of their own: %s', async (_, reply) => {
    let streams = 0;
    let cancelled = 0;
    const bad = (stream: ServerDuplexStream<Buffer, Buffer>): void => {
      streams++;
      stream.sendMetadata(new Metadata());
      stream.on('cancelled', () => cancelled++);
      let isFirst = true;
      stream.on('data', () => {
        if (isFirst) reply(new FrameWriter((message) => stream.write(message)), stream);
        isFirst = false;
      });
    };
    const port = await anOldServer(({ text }): Text => ({ text: `alone: ${text}` }), bad);
    const { texts } = aClient([port]);
    const failure = await waitFor(async () => {
      const thrown: unknown = await texts.once({ text: 'x' }).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(Error);
      return thrown as Error;
    }, 10_000);
    expect(failure.message).toMatch(/status 13 malformed message/);
    await waitFor(async () => expect(cancelled).toBe(1), 10_000);
    expect(await texts.once({ text: 'x' })).toEqual({ text: 'alone: x' });
    expect(streams).toBe(1);
  });

  it('unless it is only of a kind that is not known yet', async () => {
    const later = (stream: ServerDuplexStream<Buffer, Buffer>): void => {
      stream.sendMetadata(new Metadata());
      const frames = new FrameWriter((message) => stream.write(message));
      stream.on('data', (message: Buffer) => {
        for (const { call } of framesOf(message)) {
          frames.write(77, call, 'of a later release', request);
          frames.write(FRAME.answer, call, '', request);
        }
      });
    };
    const port = await anOldServer(() => ({ text: 'alone' }), later);
    const { texts } = aClient([port]);
    await waitFor(async () => expect(await texts.once({ text: '' })).toEqual({ text: 'a mug' }), 10_000);
  });
});
