import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Samples of a process as V8 gives them: a tree of calls, and which of its nodes ran how long. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}

/** Where a function begins; lines and columns from 0. */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

// Each sample costs some 30 µs.
const EVERY_US = 2_000;

/** V8's profiler in a running service, which must have been started with `--inspect-port=0`. */
export class Inspector {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<number, (message: Message) => void>();
  private last = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      this.waiting.get(message.id ?? 0)?.(message);
      this.waiting.delete(message.id ?? 0);
    });
  }

  /** @param log in which Node writes the address that it listens on */
  static async of(pid: number, log: string): Promise<Inspector> {
    process.kill(pid, 'SIGUSR1');
    let url: string | undefined;
    while (!(url = addressIn(readFileSync(log, 'utf8')))) await pause(50);
    const socket = new WebSocket(url);
    await new Promise((open, fail) => {
      socket.addEventListener('open', open);
      socket.addEventListener('error', fail);
    });
    return new Inspector(socket);
  }

  async start(): Promise<void> {
    await this.send('Profiler.enable');
    await this.send('Profiler.setSamplingInterval', { interval: EVERY_US });
    await this.send('Profiler.start');
  }

  async stop(): Promise<CpuProfile> {
    const { result } = await this.send('Profiler.stop');
    return (result as { profile: CpuProfile }).profile;
  }

  close(): void {
    this.socket.close();
  }

  private send(method: string, params: object = {}): Promise<Message> {
    const id = ++this.last;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((done, fail) =>
      this.waiting.set(id, (message) =>
        message.error ? fail(new Error(`${method}: ${message.error.message}`)) : done(message),
      ),
    );
  }
}

const addressIn = (log: string): string | undefined =>
  [...log.matchAll(/Debugger listening on (\S+)/g)].at(-1)?.[1];

interface Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}
