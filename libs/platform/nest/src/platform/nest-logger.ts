import { Injectable, type LoggerService } from '@nestjs/common';
import { Logger } from '@tradepost/observability';

/** Nest's own messages in our format; what it reports about each module at start is left out. */
@Injectable()
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(): void {}

  warn(message: unknown): void {
    this.logger.warn({ from: 'nest' }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const fields = message instanceof Error ? { err: message } : { rest };
    this.logger.error({ from: 'nest', ...fields }, String(message));
  }
}
