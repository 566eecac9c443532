import type { Database } from '@tradepost/database';
import type { NewSaga, Saga } from './saga.ts';

/** Where the engine says what a person should know; pino's `Logger` fits. */
export type SagaLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export type SagaRunnerOptions = {
  db: Database;
  log: SagaLog;
  /** How long a claim lasts without a renewal (default 15 000). */
  leaseMs?: number;
  /** How often it looks for sagas whose holder died (default 1 000). */
  pollMs?: number;
};

/** Runs sagas: new ones for the request that made them, due ones of dead holders in the background. */
export class SagaRunner {
  protected readonly options: SagaRunnerOptions;

  constructor(options: SagaRunnerOptions) {
    this.options = options;
  }

  /** Makes the sagas of this name resumable here; call it for each before `start`. */
  register<State extends object>(saga: Saga<State>): Saga<State> {
    return saga;
  }

  /** A new saga with its lease in our hand; insert it, then run it. */
  begin<State extends object>(saga: Saga<State>, start: { id: string; state: State }): NewSaga<State> {
    throw new Error(`saga ${saga.name} ${start.id}: the engine lands in a moment`);
  }

  start(): void {}

  /** Takes nothing new, waits for what runs here, hands over what doesn't end in time. */
  async stop(): Promise<void> {}
}
