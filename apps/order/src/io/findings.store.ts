import { Injectable } from '@nestjs/common';
import { Database, sql } from '@tradepost/database';
import type { Finding, FindingCode } from '../domain/reconciliation.ts';
import { Findings } from '../flows/ports/reconciliation.ts';

@Injectable()
export class PostgresFindings extends Findings {
  constructor(private readonly db: Database) {
    super();
  }

  override async oldestOpen(): Promise<Date | undefined> {
    const { at } = await this.db.one<{ at: Date | null }>(
      sql`SELECT min(happened_at) AS at FROM reconciliation_findings WHERE state = 'open'`,
    );
    return at ?? undefined;
  }

  override record(findings: readonly Finding[]) {
    const of = <K extends keyof Finding>(name: K): Finding[K][] => findings.map((finding) => finding[name]);
    return this.db.query<{ code: string; subject: string; attempts: number }>(sql`
      INSERT INTO reconciliation_findings AS known (code, subject, detail, state, happened_at)
      SELECT code, subject, detail, 'open', happened_at
      FROM unnest(${of('code')}::text[], ${of('subject')}::text[], ${of('detail')}::text[],
                  ${of('happenedAt')}::timestamptz[]) AS seen (code, subject, detail, happened_at)
      ON CONFLICT (code, subject) DO UPDATE
        SET detail = excluded.detail, state = 'open', last_seen_at = clock_timestamp()
      RETURNING code, subject, attempts`);
  }

  override async attempted({ code, subject }: Finding, action: string, isHealed: boolean): Promise<void> {
    await this.db.execute(sql`
      UPDATE reconciliation_findings
      SET state = ${isHealed ? 'healed' : 'open'}, action = ${action}, attempts = attempts + 1
      WHERE code = ${code} AND subject = ${subject}`);
  }

  override async close(codes: readonly FindingCode[], runId: string): Promise<void> {
    await this.db.execute(sql`
      UPDATE reconciliation_findings SET state = 'gone'
      WHERE state = 'open' AND code = ANY(${codes}::text[])
        AND last_seen_at < (SELECT started_at FROM reconciliation_runs WHERE id = ${runId})`);
  }
}
