import { Injectable } from '@nestjs/common';
import { PAGE_SIZE } from '@tradepost/contracts/limits';
import { DomainError, isUuid, normaliseUuid } from '@tradepost/decision';
import { invalidField } from '../domain/field-errors.ts';
import type { HoldState } from '../domain/hold.ts';
import { variantNotFound } from '../domain/product.errors.ts';
import { checkPageSize } from '../domain/product-query.ts';
import type { Location } from '../flows/ports.ts';
import { ProductDatabase } from './product-database.ts';

export interface ListedMovement {
  readonly id: string;
  readonly locationId: string;
  readonly quantity: number;
  readonly reason: string;
  readonly reference: string;
  readonly note: string;
  readonly createdAt: Date;
}

export interface ListedHold {
  readonly orderId: string;
  readonly state: HoldState;
  readonly expiresAt: Date | null;
  readonly changedAt: Date;
}

/** What staff and reconciliation read about stock. */
@Injectable()
export class StockLists {
  constructor(private readonly db: ProductDatabase) {}

  /** In the order in which they are emptied. */
  locations(): Promise<Location[]> {
    return this.db.prisma.location.findMany({ orderBy: [{ priority: 'asc' }, { id: 'asc' }] });
  }

  /**
   * Newest first; ids grow with time, so the last id of a page is its cursor.
   * @throws DomainError `request.invalid`, `cursor.invalid`, `variant.not_found`
   */
  async movements(
    ofVariant: string,
    { pageSize, pageToken }: { pageSize: number; pageToken: string },
  ): Promise<{ items: ListedMovement[]; nextPageToken: string }> {
    checkPageSize(pageSize);
    if (pageToken !== '' && !isUuid(pageToken))
      throw new DomainError(
        'invalid',
        'cursor.invalid',
        'cursor: Not a cursor of this list. Start without one.',
      );
    const { variant, stockMovement } = this.db.prisma;
    const variantId = normaliseUuid(ofVariant);
    const known = variantId && (await variant.findUnique({ where: { id: variantId }, select: { id: true } }));
    if (!known) throw variantNotFound();
    const rows = await stockMovement.findMany({
      where: { variantId: known.id, ...(pageToken !== '' && { id: { lt: pageToken } }) },
      omit: { variantId: true },
      orderBy: { id: 'desc' },
      take: pageSize + 1,
    });
    const items = rows.slice(0, pageSize).map((row) => ({ ...row, quantity: Number(row.quantity) }));
    return { items, nextPageToken: rows.length > pageSize ? (items.at(-1)?.id ?? '') : '' };
  }

  /** Holds by order id. Ids grow with time, so the key finds recent ones. @throws DomainError `request.invalid` */
  async holds(afterOrderId: string, pageSize: number): Promise<ListedHold[]> {
    if (!isUuid(afterOrderId)) throw invalidField('afterOrderId', 'Give a UUID.');
    checkPageSize(pageSize, PAGE_SIZE.holds);
    const rows = await this.db.prisma.hold.findMany({
      where: { orderId: { gt: afterOrderId } },
      select: { orderId: true, state: true, expiresAt: true, changedAt: true },
      orderBy: { orderId: 'asc' },
      take: pageSize,
    });
    // The CHECK on the column allows these states only.
    return rows.map((row) => ({ ...row, state: row.state as HoldState }));
  }
}
