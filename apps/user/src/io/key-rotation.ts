import { Injectable } from '@nestjs/common';
import { Worker } from '@tradepost/bootstrap';
import { Logger } from '@tradepost/observability';
import { JwtSigner } from './token-signer.ts';

const EVERY_MS = 3_600_000;

/** Looks every hour whether the signing key is old; a new one is made before the first token needs it. */
@Injectable()
export class KeyRotation extends Worker {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly signer: JwtSigner,
    private readonly log: Logger,
  ) {
    super();
  }

  override start(): void {
    this.timer = setInterval(() => this.look(), EVERY_MS);
    this.look();
  }

  override async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private look(): void {
    this.running = this.signer.current(new Date()).then(
      () => {},
      (err: unknown) => this.log.error({ err }, 'there is no signing key'),
    );
  }
}
