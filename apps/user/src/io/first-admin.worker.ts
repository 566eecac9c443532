import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { BackgroundTask, CONFIG } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import { FirstAdmin } from '../flows/first-admin.ts';
import type { UserConfig } from '../user.config.ts';

/** Creates the first administrator at start, if the configuration names one. */
@Injectable()
export class FirstAdminWorker extends BackgroundTask {
  constructor(
    @Inject(CONFIG) private readonly config: UserConfig,
    private readonly firstAdmin: FirstAdmin,
    private readonly log: Logger,
  ) {
    super({ name: 'first administrator', everyMs: Infinity, log });
  }

  protected override async run(): Promise<void> {
    const { FIRST_ADMIN_EMAIL: email, FIRST_ADMIN_PASSWORD: password } = this.config;
    if (!email) return;
    try {
      if (await this.firstAdmin.create(email, password)) this.log.info({}, 'created the first administrator');
    } catch (err) {
      if (!(err instanceof DomainError)) throw err;
      // Another attempt would be refused as well.
      this.log.error(
        { err },
        'the first administrator was refused: check FIRST_ADMIN_EMAIL and FIRST_ADMIN_PASSWORD',
      );
    }
  }
}
