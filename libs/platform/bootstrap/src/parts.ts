/** Something that loops in the background: a relay, a consumer, a sweeper. Safe with many replicas. */
export abstract class Worker {
  /** Returns at once; the loop catches its own errors. */
  abstract start(): void;
  /** Ends after the present piece of work; nothing runs any more when it resolves. */
  abstract stop(): Promise<void>;
}

/** Something that answers on a port of its own, besides gRPC and the private port. */
export abstract class Listener {
  /** @returns the port. */
  abstract listen(): Promise<number>;
  /** Refuses new work, lets running work end for `timeoutMs`, then cuts it off. */
  abstract drain(timeoutMs: number): Promise<void>;
}
