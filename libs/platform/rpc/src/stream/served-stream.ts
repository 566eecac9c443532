import { Metadata, type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { WireError } from '@tradepost/errors';
import { Call } from '../call.ts';
import { FRAME, type Frame, FrameWriter, framesOf, LONG_BYTES, MalformedMessage } from './frames.ts';

// The head of a frame is shorter than 64 KB.
const MAX_TEXT = 8_000;

/** How often calls past their deadline are looked for: one timer for all of a stream costs less than one for each. */
const SWEEP_MS = 250;

/** What a call came to. */
export type Outcome = { readonly response: Buffer } | { readonly error: WireError };

const LATE: Outcome = { error: { grpc: status.DEADLINE_EXCEEDED, message: 'Deadline exceeded' } };

/** Answers a call, and never rejects. */
export type Serve = (path: string, request: Buffer, call: Call) => Promise<Outcome>;

/** Answers the calls of one stream. */
export class ServedStream {
  private readonly running = new Map<number, Call>();
  private readonly frames: FrameWriter;
  private readonly caller: string;
  private hasEnded = false;
  private isBroken = false;
  private sweep: NodeJS.Timeout | undefined;

  constructor(
    private readonly stream: ServerDuplexStream<Buffer, Buffer>,
    private readonly serve: Serve,
    private readonly broke: (error: unknown, caller: string) => void,
  ) {
    this.frames = new FrameWriter((message) => stream.write(message));
    this.caller = stream.metadata.get('x-caller')[0]?.toString() ?? 'unknown';
    // Tells the client that calls are taken.
    stream.sendMetadata(new Metadata());
    stream.on('data', (message: Buffer) => this.read(message));
    stream.on('end', () => {
      this.hasEnded = true;
      this.endWhenAnswered();
    });
    stream.on('cancelled', () => this.cancelAll());
  }

  private read(message: Buffer): void {
    if (this.isBroken) return;
    try {
      for (const frame of framesOf(message)) this.take(frame);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Ends this stream only: thrown out of a listener the error would end the process. */
  private fail(error: unknown): void {
    this.isBroken = true;
    this.cancelAll();
    this.broke(error, this.caller);
    this.frames.flush();
    const fault =
      error instanceof MalformedMessage
        ? { code: status.INVALID_ARGUMENT, details: error.message }
        : { code: status.INTERNAL, details: 'internal error' };
    this.stream.emit('error', fault);
  }

  private cancelAll(): void {
    for (const call of this.running.values()) call.cancel();
    this.running.clear();
  }

  private take({ kind, call: id, head, body }: Frame): void {
    if (kind === FRAME.cancel) {
      this.running.get(id)?.cancel();
      this.running.delete(id);
      return this.endWhenAnswered();
    }
    if (kind !== FRAME.call) return;
    if (this.running.has(id)) throw new MalformedMessage(`call ${id} runs already`);
    const [path = '', timeoutMs, traceparent] = head.split(' ');
    const deadline = Date.now() + Number(timeoutMs);
    if (!Number.isFinite(deadline)) throw new MalformedMessage(`call ${id} has no deadline`);
    const call = new Call({ caller: this.caller, deadline, traceparent });
    this.running.set(id, call);
    this.sweep ??= setInterval(() => this.abortLate(), SWEEP_MS).unref();
    void this.serve(path, body, call).then((outcome) => this.answer(id, call, outcome));
  }

  /** The client's cancel frame may be late, lost, or never sent. */
  private abortLate(): void {
    if (this.running.size === 0) {
      clearInterval(this.sweep);
      this.sweep = undefined;
      return;
    }
    const nowMs = Date.now();
    for (const [id, call] of this.running) {
      if (nowMs < (call.deadline ?? Infinity)) continue;
      call.cancel();
      this.answer(id, call, LATE);
    }
  }

  private answer(id: number, call: Call, outcome: Outcome): void {
    // Cancelled meanwhile.
    if (this.running.get(id) !== call) return;
    this.running.delete(id);
    if ('error' in outcome) {
      const { grpc, message, details } = outcome.error;
      this.frames.write(
        FRAME.failure,
        id,
        `${grpc} ${message.slice(0, MAX_TEXT)}`,
        details && Buffer.from(details),
      );
    } else this.respond(id, outcome.response);
    this.endWhenAnswered();
  }

  private respond(id: number, response: Buffer): void {
    let at = 0;
    for (; response.length - at > LONG_BYTES; at += LONG_BYTES)
      this.frames.write(FRAME.part, id, '', response.subarray(at, at + LONG_BYTES));
    this.frames.write(FRAME.answer, id, '', response.subarray(at));
  }

  private endWhenAnswered(): void {
    if (!this.hasEnded || this.running.size > 0) return;
    this.frames.flush();
    this.stream.end();
  }
}
