import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@tradepost/observability';

/** Nest's own lines in our format; its chatter about modules is left out. */
export function nestLogger(log: Logger): LoggerService {
  return {
    log: () => {},
    warn: (message: unknown) => log.warn({ from: 'nest' }, String(message)),
    error: (message: unknown, ...rest: unknown[]) => log.error({ from: 'nest', rest }, String(message)),
  };
}
