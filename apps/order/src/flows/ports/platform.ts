/** The time, and waiting. */
export abstract class Clock {
  abstract now(): Date;
  abstract pause(ms: number): Promise<void>;
}

export abstract class Ids {
  /** A new UUIDv7: ids grow with time. */
  abstract next(): string;
  /** The same id for the same name in the same namespace, which is an id itself. */
  abstract derived(namespace: string, name: string): string;
}

export abstract class Log {
  abstract warn(facts: object, message: string): void;
}
