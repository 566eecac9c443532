import type { MethodDefinition } from '@grpc/grpc-js';

/**
 * What frames of a stream say. A message of the stream is one or more frames, each of a call of its own. Either side
 * skips frames of a kind that it does not know.
 */
export const FRAME = {
  /** Client: `path timeoutMs traceparent` and the request. */
  call: 1,
  /** Client: the caller no longer waits for the answer. */
  cancel: 2,
  /** Server: the response, or its last part. */
  answer: 3,
  /** Server: a part of a long response. */
  part: 4,
  /** Server: status, text and `google.rpc.Status`. */
  failure: 5,
} as const;

/** kind, call, length of the head, length of the body */
const HEADER_BYTES = 1 + 4 + 2 + 4;

/** Longer requests get a call of their own, and longer responses are split, so that others need not wait for them. */
export const LONG_BYTES = 32 * 1_024;

/** Frames of one turn beyond this go in another message. */
const FULL_BYTES = 256 * 1_024;

/** Servers and clients that take less in one message have no streams. */
export const MIN_MESSAGE_BYTES = 2 * FULL_BYTES;

const asItIs = (bytes: Buffer): Buffer => bytes;

/** The method that carries the calls of all others: many frames in one message cost as much as one call alone. */
export const STREAM: MethodDefinition<Buffer, Buffer> = {
  path: '/tradepost.rpc.v1.Calls/Stream',
  requestStream: true,
  responseStream: true,
  requestSerialize: asItIs,
  requestDeserialize: asItIs,
  responseSerialize: asItIs,
  responseDeserialize: asItIs,
};

export interface Frame {
  readonly kind: number;
  readonly call: number;
  readonly head: string;
  readonly body: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** Gathers the frames of one turn of the event loop, and sends them as one message. */
export class FrameWriter {
  private parts: Buffer[] = [];
  private bytes = 0;
  private isScheduled = false;

  constructor(private readonly send: (message: Buffer) => void) {}

  write(kind: number, call: number, head = '', body: Buffer = NOTHING): void {
    const headBytes = head === '' ? 0 : Buffer.byteLength(head);
    const start = Buffer.allocUnsafe(HEADER_BYTES + headBytes);
    start.writeUInt8(kind);
    start.writeUInt32LE(call, 1);
    start.writeUInt16LE(headBytes, 5);
    start.writeUInt32LE(body.length, 7);
    if (headBytes > 0) start.write(head, HEADER_BYTES);
    this.parts.push(start, body);
    this.bytes += start.length + body.length;
    if (this.bytes > FULL_BYTES) return this.flush();
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.flush();
    });
  }

  flush(): void {
    if (this.parts.length === 0) return;
    const message = Buffer.concat(this.parts, this.bytes);
    this.parts = [];
    this.bytes = 0;
    this.send(message);
  }
}

/** The other side does not keep to what is written here: nothing more it sends in this stream can be relied on. */
export class MalformedMessage extends Error {
  constructor(fault: string) {
    super(`malformed message in a stream of calls: ${fault}`);
    this.name = 'MalformedMessage';
  }
}

/**
 * The frames of a message. Bodies are parts of its memory.
 * @throws MalformedMessage after the last whole frame
 */
export function* framesOf(message: Buffer): Generator<Frame> {
  for (let at = 0; at < message.length;) {
    const headAt = at + HEADER_BYTES;
    if (headAt > message.length) throw new MalformedMessage(`it ends within the frame at byte ${at}`);
    const bodyAt = headAt + message.readUInt16LE(at + 5);
    const end = bodyAt + message.readUInt32LE(at + 7);
    if (end > message.length)
      throw new MalformedMessage(`the frame at byte ${at} ends at ${end}, the message at ${message.length}`);
    yield {
      kind: message.readUInt8(at),
      call: message.readUInt32LE(at + 1),
      head: message.toString('utf8', headAt, bodyAt),
      body: message.subarray(bodyAt, end),
    };
    at = end;
  }
}
