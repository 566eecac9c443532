import { type Client, type ClientDuplexStream, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { PIN, type ReadyInstance } from '@tradepost/discovery';
import type { WireError } from '@tradepost/errors';
import { FRAME, type Frame, FrameWriter, framesOf, MalformedMessage, STREAM } from './frames.ts';

/** One call of a stream. */
export interface StreamedCall {
  readonly path: string;
  readonly request: Buffer;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly traceparent: string;
  readonly ended: (error: WireError | undefined, response: Buffer) => void;
}

interface Pending extends StreamedCall {
  readonly startedMs: number;
  readonly timer: NodeJS.Timeout;
  readonly parts: Buffer[];
  bytes: number;
}

const NOTHING = Buffer.alloc(0);

/** The calls to one instance. It opens when the instance agrees, and takes no calls before and after. */
export class CallStream {
  private readonly stream: ClientDuplexStream<Buffer, Buffer>;
  private readonly pending = new Map<number, Pending>();
  private readonly frames: FrameWriter;
  private calls = 0;
  private isFinished = false;
  isOpen = false;

  constructor(
    client: Client,
    caller: string,
    private readonly instance: ReadyInstance,
    private readonly maxMessageBytes: number,
    ended: () => void,
  ) {
    const metadata = new Metadata();
    metadata.set('x-caller', caller);
    metadata.set(PIN, instance.id);
    const { path, requestSerialize, responseDeserialize } = STREAM;
    this.stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata);
    this.frames = new FrameWriter((message) => this.stream.write(message));
    // An older server says that it does not know the method.
    this.stream.on('metadata', () => (this.isOpen = !this.isFinished));
    this.stream.on('data', (message: Buffer) => this.read(message));
    this.stream.on('error', ({ code, details }: ServiceError) => this.fail(code, details));
    this.stream.on('end', () => this.fail(status.UNAVAILABLE, 'the stream has ended'));
    this.stream.on('status', () => {
      this.isOpen = false;
      ended();
    });
  }

  /** @returns how to cancel it */
  call(call: StreamedCall): () => void {
    const id = (this.calls = (this.calls + 1) >>> 0);
    const nowMs = Date.now();
    const timeoutMs = Math.max(0, call.deadline - nowMs);
    const expire = (): void => this.giveUp(id, status.DEADLINE_EXCEEDED, 'Deadline exceeded');
    const timer = setTimeout(expire, timeoutMs);
    this.pending.set(id, { ...call, startedMs: performance.now(), timer, parts: [], bytes: 0 });
    this.instance.health.started();
    this.frames.write(
      FRAME.call,
      id,
      `${call.path} ${Math.ceil(timeoutMs)} ${call.traceparent}`,
      call.request,
    );
    return () => this.giveUp(id, status.CANCELLED, 'Cancelled on client');
  }

  /** Takes no more calls, and ends when those that wait have their answers. */
  finish(): void {
    this.isOpen = false;
    this.isFinished = true;
    this.endWhenAnswered();
  }

  private read(message: Buffer): void {
    try {
      for (const frame of framesOf(message)) this.take(frame);
    } catch (error) {
      // Ends this stream only: thrown out of a listener it would end the process.
      this.fail(status.INTERNAL, error instanceof Error ? error.message : String(error));
      this.stream.cancel();
    }
  }

  private take({ kind, call: id, head, body }: Frame): void {
    const call = this.pending.get(id);
    // It was cancelled, or came too late.
    if (!call) return;
    if (kind === FRAME.failure) {
      const [code = '', ...details] = head.split(' ');
      const grpc = Number(code);
      if (!(grpc > 0 && grpc in status))
        throw new MalformedMessage(`call ${id} failed with status "${code}"`);
      const error = { grpc, message: details.join(' ') };
      return this.settle(id, call, body.length > 0 ? { ...error, details: body } : error);
    }
    if (kind !== FRAME.answer && kind !== FRAME.part) return;
    call.bytes += body.length;
    if (call.bytes > this.maxMessageBytes) {
      const text = `Received message larger than max (${call.bytes} vs ${this.maxMessageBytes})`;
      return this.giveUp(id, status.RESOURCE_EXHAUSTED, text);
    }
    if (kind === FRAME.answer && call.parts.length === 0) return this.settle(id, call, undefined, body);
    call.parts.push(body);
    if (kind === FRAME.answer) this.settle(id, call, undefined, Buffer.concat(call.parts));
  }

  private giveUp(id: number, grpc: status, message: string): void {
    const call = this.pending.get(id);
    if (!call) return;
    this.frames.write(FRAME.cancel, id);
    this.settle(id, call, { grpc, message });
  }

  private fail(grpc: status, message: string): void {
    this.isOpen = false;
    for (const [id, call] of this.pending) this.settle(id, call, { grpc, message });
  }

  private settle(id: number, call: Pending, error: WireError | undefined, response: Buffer = NOTHING): void {
    this.pending.delete(id);
    clearTimeout(call.timer);
    const nowMs = performance.now();
    this.instance.health.ended(nowMs, error?.grpc ?? status.OK, nowMs - call.startedMs);
    call.ended(error, response);
    this.endWhenAnswered();
  }

  private endWhenAnswered(): void {
    if (!this.isFinished || this.pending.size > 0) return;
    this.frames.flush();
    this.stream.end();
  }
}
