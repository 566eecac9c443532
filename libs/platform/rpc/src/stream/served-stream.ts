import { Metadata, type ServerDuplexStream } from '@grpc/grpc-js';
import type { WireError } from '@tradepost/errors';
import { Call } from '../call.ts';
import { FRAME, type Frame, FrameWriter, framesOf, LONG_BYTES } from './frames.ts';

// The head of a frame is shorter than 64 KB.
const MAX_TEXT = 8_000;

/** What a call came to. */
export type Outcome = { readonly response: Buffer } | { readonly error: WireError };

/** Answers a call, and never rejects. */
export type Serve = (path: string, request: Buffer, call: Call) => Promise<Outcome>;

/** Answers the calls of one stream. */
export class ServedStream {
  private readonly running = new Map<number, Call>();
  private readonly frames: FrameWriter;
  private readonly caller: string;
  private hasEnded = false;

  constructor(
    private readonly stream: ServerDuplexStream<Buffer, Buffer>,
    private readonly serve: Serve,
  ) {
    this.frames = new FrameWriter((message) => stream.write(message));
    this.caller = stream.metadata.get('x-caller')[0]?.toString() ?? 'unknown';
    // Tells the client that calls are taken.
    stream.sendMetadata(new Metadata());
    stream.on('data', (message: Buffer) => {
      for (const frame of framesOf(message)) this.take(frame);
    });
    stream.on('end', () => {
      this.hasEnded = true;
      this.endWhenAnswered();
    });
    stream.on('cancelled', () => {
      for (const call of this.running.values()) call.cancel();
      this.running.clear();
    });
  }

  private take({ kind, call: id, head, body }: Frame): void {
    if (kind === FRAME.cancel) {
      this.running.get(id)?.cancel();
      this.running.delete(id);
      return this.endWhenAnswered();
    }
    if (kind !== FRAME.call) return;
    const [path = '', timeoutMs, traceparent] = head.split(' ');
    const deadline = Date.now() + Number(timeoutMs);
    const call = new Call({ caller: this.caller, deadline, traceparent });
    this.running.set(id, call);
    void this.serve(path, body, call).then((outcome) => this.answer(id, outcome));
  }

  private answer(id: number, outcome: Outcome): void {
    // Cancelled meanwhile.
    if (!this.running.delete(id)) return;
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
