import { ConfigError } from '@tradepost/config';
import { Logger } from '@tradepost/observability';

/** A fault of the set-up that ends the start: its message says which and why, and no stack would add to it. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}

/**
 * Runs the start of a program. A fault ends the process with code 1 after one line of the log that says which and why;
 * the orchestrator starts it again. Needs `abortOnError: false`, or Nest prints the fault in a format of its own.
 */
export async function startOrExit(service: string, start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const log = new Logger({ service, level: 'error' });
    if (error instanceof ConfigError)
      log.error({ faults: error.faults }, `cannot start: ${error.faults.join('; ')}`);
    else if (error instanceof StartFault) log.error({}, `cannot start: ${error.message}`);
    else log.error({ err: error }, `cannot start: ${error instanceof Error ? error.message : String(error)}`);
    // Ports may be open already, and would keep the process alive.
    process.exit(1);
  }
}
