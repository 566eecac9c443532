import { money } from '@tradepost/decision';
import type { Pool } from 'undici';
import type { LedgerEntry } from '../domain/reconciliation.ts';

/** A page of the sandbox's ledger. */
interface Page {
  readonly items: readonly {
    readonly id: string;
    readonly key: string;
    readonly state: string;
    readonly amount: number | null;
    readonly currency: string | null;
    readonly captured: number;
    readonly refunded: number;
  }[];
  readonly next: string | null;
}

/** Entries made since then; their ids begin with the time. @throws Error when the sandbox does not answer */
export async function* readLedger(
  pool: Pool,
  since: Date,
  provider: string,
): AsyncGenerator<readonly LedgerEntry[]> {
  const hex = Math.max(0, since.getTime()).toString(16).padStart(12, '0');
  for (let after: string | null = `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`; after;) {
    const response = await pool.request({ method: 'GET', path: `/ledger?after=${after}` });
    if (response.statusCode !== 200) {
      await response.body.dump();
      throw new Error(`the sandbox answered ${response.statusCode} to GET /ledger`);
    }
    const page = (await response.body.json()) as Page;
    yield page.items.map((item) => ({
      ...{ provider, key: item.key, state: item.state },
      amount: item.amount === null || item.currency === null ? null : money(item.amount, item.currency),
      ...{ capturedMinor: item.captured, refundedMinor: item.refunded },
      at: new Date(Number.parseInt(item.id.replace('-', '').slice(0, 12), 16)),
    }));
    after = page.next;
  }
}
