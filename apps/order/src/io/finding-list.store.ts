import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { FINDING_CODES, type FindingCode } from '../domain/reconciliation.ts';
import type { ReconciliationFinding, ReconciliationRun } from '../gen/prisma/client.ts';
import { OrderDatabase, type OrderTransaction } from './order-database.ts';
import { toNumber } from './stored.ts';

export type ListedFinding = Omit<ReconciliationFinding, 'seq' | 'happenedAt'> & { readonly seq: number };
export type ListedRun = Omit<ReconciliationRun, 'startedAt' | 'finishedAt'> & {
  readonly finishedAt: Date | undefined;
};

export interface FindingFilter {
  /** Empty: of every state. */
  readonly state: string;
  /** Empty: of every code. */
  readonly code: string;
  /** `seq` of the last one of the page before. */
  readonly before: number;
}

/** Findings and runs as staff see them. */
@Injectable()
export class FindingListStore {
  constructor(private readonly db: OrderDatabase) {}

  /** @returns the run that waits, which may have been requested before */
  async requestRun({ prisma }: OrderTransaction): Promise<ListedRun> {
    const { reconciliationRun: runs } = prisma;
    await runs.createMany({ data: { id: uuidv7(), state: 'waiting' }, skipDuplicates: true });
    const waiting = await runs.findFirst({ where: { state: 'waiting' } });
    // Another instance began the one that waited.
    return toRun(waiting ?? (await runs.findFirstOrThrow({ orderBy: { id: 'desc' } })));
  }

  /** Newest first. */
  async list({ state, code, before }: FindingFilter, limit: number): Promise<ListedFinding[]> {
    const rows = await this.db.prisma.reconciliationFinding.findMany({
      where: { seq: { lt: before }, ...(state && { state }), ...(code && { code }) },
      omit: { happenedAt: true },
      orderBy: { seq: 'desc' },
      take: limit,
    });
    return rows.map((row) => ({ ...row, seq: toNumber(row.seq) }));
  }

  /** Open findings by code, also of codes that have none. */
  async counts(): Promise<{ code: FindingCode; open: number }[]> {
    const groups = await this.db.prisma.reconciliationFinding.groupBy({
      by: ['code'],
      where: { state: 'open' },
      _count: true,
    });
    const openOf = new Map(groups.map(({ code, _count }) => [code, _count]));
    return FINDING_CODES.map((code) => ({ code, open: openOf.get(code) ?? 0 }));
  }

  async runs(): Promise<ListedRun[]> {
    const rows = await this.db.prisma.reconciliationRun.findMany({ orderBy: { id: 'desc' }, take: 10 });
    return rows.map(toRun);
  }
}

const toRun = ({ startedAt: _, finishedAt, ...run }: ReconciliationRun): ListedRun => ({
  ...run,
  finishedAt: finishedAt ?? undefined,
});
