import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { PLATFORM, type Platform } from '@tradepost/nest';
import { CatalogueIndex } from '../domain/catalogue-index.ts';
import {
  changesSince,
  type ChangesRow,
  entriesOf,
  type StoredChange,
  sweepSeenBy,
  wholeCatalogue,
} from './catalogue-changes.sql.ts';
import { ProductDatabase } from './product-database.ts';
import { shared, type SharedRead } from './shared-read.ts';

/** Products read at once. With more, a page would keep the process from answering for too long. */
const PAGE = 500;
/** How long changes stay; an instance that read nothing for half of it reads everything again. */
const KEPT_MS = 600_000;

/** Keeps the index of this process as the database is (docs/adr/0058-lists-from-memory.md). */
@Injectable()
export class CatalogueFeed implements OnModuleInit {
  /** Counts changes of categories. */
  categoriesRevision = 0;
  private last: ChangesRow | undefined;
  /** Of each sweep, oldest first, from the first that is old enough. */
  private cursors: Pick<ChangesRow, 'cursor' | 'identity' | 'readAt'>[] = [];
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(
    private readonly db: ProductDatabase,
    private readonly index: CatalogueIndex,
    @Inject(PLATFORM) private readonly platform: Pick<Platform, 'readiness'>,
  ) {}

  onModuleInit(): void {
    this.platform.readiness.warmsUp('catalogue index', () => this.refresh());
  }

  /**
   * When it resolves, the index has all that was committed before the call. One statement at a time, for all who ask while
   * the one before it runs.
   */
  refresh(): Promise<void> {
    return shared(() => this.join());
  }

  /** Deletes what every running instance has read: its cursor is newer than the one that already had all of it. */
  async sweep(): Promise<number> {
    const { last } = this;
    if (!last) return 0;
    const known = this.cursors.filter(({ identity }) => identity === last.identity);
    const isOld = ({ readAt }: Pick<ChangesRow, 'readAt'>) => +last.readAt - +readAt >= KEPT_MS;
    const old = known.findLast(isOld);
    this.cursors = [...known.slice(Math.max(known.findLastIndex(isOld), 0)), last];
    return old ? this.db.execute(sweepSeenBy(old)) : 0;
  }

  private join(): SharedRead<void> {
    // The next one first: for a moment it has not started, although none runs any more.
    if (this.next) return { result: this.next, isOwn: false };
    if (!this.running) return { result: this.start(), isOwn: true };
    this.next = this.running
      .catch(() => {})
      .then(() => {
        this.next = undefined;
        return this.start();
      });
    return { result: this.next, isOwn: true };
  }

  private start(): Promise<void> {
    this.running = this.read().finally(() => (this.running = undefined));
    return this.running;
  }

  private async read(): Promise<void> {
    const found = this.last && (await this.db.one<ChangesRow>(changesSince(this.last, KEPT_MS / 2, PAGE)));
    if (!found || found.isLost) return this.readAll();
    await this.take(found);
  }

  private async readAll(): Promise<void> {
    const whole = await this.db.one<ChangesRow>(wholeCatalogue());
    const listed = new Set(whole.ids);
    await this.take(whole);
    for (const id of this.index.allIds()) if (!listed.has(id)) this.index.remove(id);
  }

  /** The cursor moves when all of it is in the index. What is read later than the cursor is read again. */
  private async take(found: ChangesRow): Promise<void> {
    this.apply(found.changes);
    for (let from = 0; from < (found.ids?.length ?? 0); from += PAGE) {
      const ids = found.ids?.slice(from, from + PAGE) ?? [];
      this.apply((await this.db.one<Pick<ChangesRow, 'changes'>>(entriesOf(ids))).changes);
    }
    if (found.haveCategoriesChanged) this.categoriesRevision++;
    this.last = { ...found, changes: [], ids: null };
  }

  private apply(changes: readonly StoredChange[]): void {
    for (const [id, isEntry, live, entry] of changes) {
      const isAvailable = [...(live?.[1] ?? '')].map((digit) => digit === '1');
      if (live && entry) {
        const [titleKey, priceMin, facets, card, hasPicture, stored] = entry;
        const variants = stored.map(([priceMinor, facetBits], i) => ({
          ...{ priceMinor, facetBits, isAvailable: isAvailable[i] ?? false },
        }));
        const product = { id, titleKey, priceMin, facets, card, hasPicture, variants, orders: live[0] };
        this.index.put(product);
      } else if (live) this.index.putLive(id, live[0], isAvailable);
      else if (isEntry) this.index.remove(id);
    }
  }
}
