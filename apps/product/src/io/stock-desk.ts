import { Injectable } from '@nestjs/common';
import {
  CreateLocationRequest,
  CreateLocationResponse,
  type ListLocationsResponse,
  type ListMovementsRequest,
  type ListMovementsResponse,
  type Location,
  type Movement,
} from '@tradepost/contracts';
import { Database, nothing, sql } from '@tradepost/database';
import { DomainError, isUuid } from '@tradepost/decision';
import { idempotent, requestHash } from '@tradepost/messaging';
import { variantNotFound } from '../domain/product.errors.ts';
import { checkPageSize } from '../domain/product-query.ts';
import { Ids } from '../flows/ports.ts';
import { codecOf, scopeOf } from './staff-deeds.ts';

/** Where goods are, and what became of them. */
@Injectable()
export class StockDesk {
  constructor(
    private readonly db: Database,
    private readonly ids: Ids,
  ) {}

  async locations(): Promise<ListLocationsResponse> {
    return {
      items: await this.db.query<Location>(
        sql`SELECT id, code, name, priority FROM locations ORDER BY priority, id`,
      ),
    };
  }

  /** @throws DomainError `location.code_taken`, `request.invalid`, `idempotency.mismatch` */
  async createLocation(request: CreateLocationRequest): Promise<CreateLocationResponse> {
    const { code, name, priority } = request;
    check(request);
    const hash = requestHash(CreateLocationRequest.encode({ ...request, idempotencyKey: '' }).finish());
    const key = {
      scope: scopeOf('product.create-location', request),
      ...{ key: request.idempotencyKey, requestHash: hash },
    };
    return idempotent(this.db, key, codecOf(CreateLocationResponse), async (tx) => {
      const location = await tx.maybeOne<Location>(sql`
        INSERT INTO locations (id, code, name, priority) VALUES (${this.ids.next()}, ${code}, ${name}, ${priority})
        ON CONFLICT (code) DO NOTHING RETURNING id, code, name, priority`);
      if (location) return { location };
      throw new DomainError('duplicate', 'location.code_taken', 'Another location has this code.');
    });
  }

  /** Ids of movements grow with time, so the last id of a page is its cursor. */
  async movements({ variantId, pageSize, pageToken }: ListMovementsRequest): Promise<ListMovementsResponse> {
    checkPageSize(pageSize);
    if (pageToken !== '' && !isUuid(pageToken))
      throw new DomainError('invalid', 'cursor.invalid', 'This cursor was not made by us.');
    const variant = isUuid(variantId)
      ? await this.db.maybeOne(sql`SELECT id FROM variants WHERE id = ${variantId}`)
      : undefined;
    if (!variant) throw variantNotFound();
    const before = pageToken === '' ? nothing : sql`AND id < ${pageToken}`;
    const rows = await this.db.query<Movement>(sql`
      SELECT id, location_id AS "locationId", quantity, reason, reference, note, created_at AS "createdAt"
      FROM stock_movements WHERE variant_id = ${variantId} ${before} ORDER BY id DESC LIMIT ${pageSize + 1}`);
    const items = rows.slice(0, pageSize);
    return { items, nextPageToken: rows.length > pageSize ? (items.at(-1)?.id ?? '') : '' };
  }
}

function check({ code, name, priority }: CreateLocationRequest): void {
  const isFine =
    /^[a-z0-9-]{1,50}$/.test(code) &&
    name.trim() !== '' &&
    name.length <= 200 &&
    !name.includes('\0') &&
    Math.abs(priority) <= 1_000_000;
  if (isFine) return;
  throw new DomainError(
    'invalid',
    'request.invalid',
    'A location has a code of up to 50 lower-case letters, digits and dashes, a name, and a priority.',
  );
}
