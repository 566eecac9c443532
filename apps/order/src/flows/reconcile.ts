import { Injectable } from '@nestjs/common';
import { judgedCodes, reconcile } from '../domain/reconciliation.ts';
import { HealFinding } from './heal-finding.ts';
import { Findings, ReconciliationTurns, TurnLost, type RunResult } from './ports/reconciliation.ts';
import { ReconciliationSettings } from './ports/settings.ts';
import { ReadSnapshot } from './read-snapshot.ts';

const MOST_ATTEMPTS = 3;

/**
 * Compares orders with the ledger, stock, sagas and outbox; heals what is safe and lists the rest for staff. Any number
 * of instances may run; one works at a time.
 */
@Injectable()
export class Reconcile {
  constructor(
    private readonly turns: ReconciliationTurns,
    private readonly findings: Findings,
    private readonly reading: ReadSnapshot,
    private readonly healing: HealFinding,
    private readonly settings: ReconciliationSettings,
  ) {}

  /** Does the run that is due, if this instance gets the turn. @returns whether there was one */
  async turn(): Promise<boolean> {
    const { leaseMs, everyMs } = this.settings;
    const runId = await this.turns.begin(leaseMs, everyMs);
    if (!runId) return false;
    try {
      await this.turns.finish(runId, await this.run(runId));
    } catch (error) {
      // The instance that has the turn now repeats this run.
      if (error instanceof TurnLost) return true;
      await this.turns.finish(runId, undefined);
      throw error;
    }
    return true;
  }

  leave(): Promise<void> {
    return this.turns.leave();
  }

  private async run(runId: string): Promise<RunResult> {
    const { leaseMs, settleMs } = this.settings;
    const keepTurn = () => this.turns.keep(leaseMs);
    const oldestOpen = await this.findings.oldestOpen();
    const snapshot = { ...(await this.reading.read(oldestOpen, keepTurn)), settleMs };
    const found = reconcile(snapshot);
    await keepTurn();
    const recorded = await this.findings.record(found);
    const attemptsOf = new Map(
      recorded.map(({ code, subject, attempts }) => [`${code} ${subject}`, attempts]),
    );
    let healed = 0;
    for (const finding of found) {
      const attempts = attemptsOf.get(`${finding.code} ${finding.subject}`) ?? 0;
      if (!finding.remedy || attempts >= MOST_ATTEMPTS) continue;
      await keepTurn();
      if (await this.healing.heal(finding, finding.remedy)) healed++;
    }
    await this.findings.close(judgedCodes(snapshot), runId);
    const { ledger, holds, orders } = snapshot;
    const skipped = [...(ledger ? [] : ['bookings']), ...(holds ? [] : ['holds'])];
    const counts = { orders: orders.length, bookings: ledger?.length ?? 0, holds: holds?.length ?? 0 };
    return { ...counts, found: found.length, healed, skipped };
  }
}
