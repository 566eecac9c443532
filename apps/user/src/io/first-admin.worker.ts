import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, Worker } from '@tradepost/bootstrap';
import { Logger } from '@tradepost/observability';
import { FirstAdmin } from '../flows/first-admin.ts';
import type { UserConfig } from '../user.config.ts';

/** Makes the first administrator at start, where the configuration names one. */
@Injectable()
export class FirstAdminWorker extends Worker {
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: UserConfig,
    private readonly firstAdmin: FirstAdmin,
    private readonly log: Logger,
  ) {
    super();
  }

  override start(): void {
    if (this.config.FIRST_ADMIN_EMAIL) this.running = this.make();
  }

  override stop(): Promise<void> {
    return this.running;
  }

  private async make(): Promise<void> {
    try {
      const isMade = await this.firstAdmin.make(
        this.config.FIRST_ADMIN_EMAIL,
        this.config.FIRST_ADMIN_PASSWORD,
      );
      if (isMade) this.log.info({}, 'the first administrator was made');
    } catch (err) {
      this.log.error({ err }, 'the first administrator could not be made');
    }
  }
}
