import { Injectable } from '@nestjs/common';
import { Sagas } from '@tradepost/saga';
import type { Finding, Remedy } from '../domain/reconciliation.ts';
import { PaymentProviders } from './payment-providers.ts';
import { Log } from './ports/platform.ts';
import { Findings } from './ports/reconciliation.ts';
import { Stock } from './ports/stock.ts';

const HEAL_MS = 5_000;

/** Repairs a finding in the ordinary way of the service concerned, which is safe to repeat. */
@Injectable()
export class HealFinding {
  constructor(
    private readonly findings: Findings,
    private readonly payments: PaymentProviders,
    private readonly stock: Stock,
    private readonly sagas: Sagas,
    private readonly log: Log,
  ) {}

  /** @returns whether it worked */
  async heal(finding: Finding, remedy: Remedy): Promise<boolean> {
    try {
      const action = await this.apply(remedy);
      await this.findings.attempted(finding, action, true);
      return true;
    } catch (err) {
      const why = err instanceof Error ? err.message : String(err);
      this.log.warn({ err, code: finding.code, subject: finding.subject }, 'a finding could not be healed');
      await this.findings.attempted(finding, `tried to ${remedy.kind}: ${why.slice(0, 200)}`, false);
      return false;
    }
  }

  /** @returns what was done */
  private async apply(remedy: Remedy): Promise<string> {
    if (remedy.kind === 'release') {
      await this.stock.release(remedy.orderId, 'reconciliation', AbortSignal.timeout(HEAL_MS));
      return 'the stock was released';
    }
    if (remedy.kind === 'retry') {
      if (!(await this.sagas.retry(remedy.sagaId))) throw new Error('the saga is not stuck any more');
      return 'the saga was retried';
    }
    const outcome = await this.payments.of(remedy.provider, remedy.amount).void(remedy.key);
    if (outcome.kind !== 'approved') throw new Error(outcome.detail);
    return 'the authorisation was voided';
  }
}
