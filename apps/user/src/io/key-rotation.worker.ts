import { Injectable } from '@nestjs/common';
import { BackgroundTask } from '@tradepost/nest';
import { Logger } from '@tradepost/observability';
import { JwtSigner } from './jwt-signer.ts';

const EVERY_MS = 3_600_000;

/** Makes a new signing key when the current one is old, so that the first token does not wait for it. */
@Injectable()
export class KeyRotation extends BackgroundTask {
  constructor(
    private readonly signer: JwtSigner,
    log: Logger,
  ) {
    super({ name: 'signing key rotation', everyMs: EVERY_MS, log });
  }

  protected override async run(): Promise<void> {
    await this.signer.current(new Date());
  }
}
