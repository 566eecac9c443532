import { Injectable } from '@nestjs/common';
import { orderIdOf, type LedgerEntry, type Snapshot } from '../domain/reconciliation.ts';
import { PaymentProviders } from './payment-providers.ts';
import type { PaymentProvider } from './ports/payment-provider.ts';
import { Clock, Log } from './ports/platform.ts';
import { ComparedState, TurnLost } from './ports/reconciliation.ts';
import { StockHolds } from './ports/stock.ts';

const LOOK_BACK_MS = 48 * 3_600_000;

/** Reads what reconciliation compares. */
@Injectable()
export class ReadSnapshot {
  constructor(
    private readonly state: ComparedState,
    private readonly payments: PaymentProviders,
    private readonly holds: StockHolds,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Reads the other services first and the orders last: an order is older than its money and its stock.
   * @param oldestOpen what still has a finding is read again, however old it is
   * @param keepTurn called after each page
   * @throws TurnLost
   */
  async read(
    oldestOpen: Date | undefined,
    keepTurn: () => Promise<void>,
  ): Promise<Omit<Snapshot, 'settleMs'>> {
    const now = this.clock.now();
    const since = sinceWhen(now, oldestOpen);
    const readable = this.payments.all().filter((provider) => provider.list !== undefined);
    const ledger = await this.ledgerOf(readable, since, keepTurn).catch(this.unread('bookings'));
    const holds = await all(this.holds.list(firstIdAt(since)), keepTurn).catch(this.unread('holds'));
    const sagas = await this.state.openSagas();
    const named = (ledger ?? []).map(({ key }) => orderIdOf(key));
    const orders = await this.state.orders(firstIdAt(since), named);
    const outboxAgeSeconds = await this.state.outboxAgeSeconds();
    const providers = readable.map(({ name }) => name);
    return { ledger, providers, holds, orders, sagas, outboxAgeSeconds, since, now };
  }

  private async ledgerOf(
    providers: readonly PaymentProvider[],
    since: Date,
    keepTurn: () => Promise<void>,
  ): Promise<readonly LedgerEntry[]> {
    const pages = await Promise.all(
      providers.map((provider) => all(provider.list?.(since) ?? none<LedgerEntry>(), keepTurn)),
    );
    return pages.flat();
  }

  private unread(what: string): (err: unknown) => undefined {
    return (err) => {
      if (err instanceof TurnLost) throw err;
      this.log.warn({ err, what }, 'reconciliation goes on without what could not be read');
      return undefined;
    };
  }
}

const sinceWhen = (now: Date, oldestOpen: Date | undefined): Date =>
  new Date(Math.min(now.getTime() - LOOK_BACK_MS, (oldestOpen?.getTime() ?? Infinity) - 60_000));

async function all<T>(pages: AsyncIterable<readonly T[]>, keepTurn: () => Promise<void>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) {
    items.push(...page);
    await keepTurn();
  }
  return items;
}

/** The smallest id made at this time: ids begin with the time. */
function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

// eslint-disable-next-line require-yield -- there is nothing to yield
async function* none<T>(): AsyncGenerator<readonly T[]> {
  await Promise.resolve();
}
