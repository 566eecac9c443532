import { Clock as PlainClock, Ids as PlainIds } from '@tradepost/decision';

/** The time, and waiting. */
export abstract class Clock extends PlainClock {
  abstract pause(ms: number): Promise<void>;
}

export abstract class Ids extends PlainIds {
  /** The same id for the same name in the same namespace, which is an id itself. */
  abstract derived(namespace: string, name: string): string;
}

export abstract class Log {
  abstract warn(facts: object, message: string): void;
}
