import { Inject, Injectable } from '@nestjs/common';
import { Database, sql, type Transaction } from '@tradepost/database';
import type { SavedAddress } from '../domain/user.ts';
import { AddressStore } from '../flows/ports.ts';
import { inTransaction } from './in-transaction.ts';

type AddressRow = {
  id: string;
  name: string;
  line1: string;
  line2: string;
  city: string;
  region: string;
  postal_code: string;
  country: string;
  is_default: boolean;
};

function toSaved({
  id,
  is_default,
  postal_code,
  name,
  line1,
  line2,
  city,
  region,
  country,
}: AddressRow): SavedAddress {
  return {
    id,
    isDefault: is_default,
    address: { name, line1, line2, city, region, postalCode: postal_code, country },
  };
}

@Injectable()
export class PostgresAddressStore extends AddressStore {
  constructor(@Inject(Database) private readonly db: Database | Transaction) {
    super();
  }

  override async listOf(userId: string): Promise<SavedAddress[]> {
    const rows = await this.db.query<AddressRow>(
      sql`SELECT * FROM addresses WHERE user_id = ${userId} ORDER BY is_default DESC, id DESC`,
    );
    return rows.map(toSaved);
  }

  override add(userId: string, { id, address, isDefault }: SavedAddress, most: number): Promise<boolean> {
    return inTransaction(this.db, async (tx) => {
      await lockBook(tx, userId);
      if (isDefault) await noDefault(tx, userId);
      const added = await tx.execute(sql`
        INSERT INTO addresses (id, user_id, name, line1, line2, city, region, postal_code, country, is_default)
        SELECT ${id}::uuid, ${userId}::uuid, ${address.name}::text, ${address.line1}::text, ${address.line2}::text, ${address.city}::text, ${address.region}::text,
               ${address.postalCode}::text, ${address.country}::text, ${isDefault}::boolean
        WHERE (SELECT count(*) FROM addresses WHERE user_id = ${userId}) < ${most}`);
      return added === 1;
    });
  }

  override replace(userId: string, { id, address, isDefault }: SavedAddress): Promise<boolean> {
    return inTransaction(this.db, async (tx) => {
      await lockBook(tx, userId);
      if (isDefault) await noDefault(tx, userId);
      const replaced = await tx.execute(sql`
        UPDATE addresses SET name = ${address.name}, line1 = ${address.line1}, line2 = ${address.line2}, city = ${address.city},
          region = ${address.region}, postal_code = ${address.postalCode}, country = ${address.country}, is_default = ${isDefault}
        WHERE id = ${id} AND user_id = ${userId}`);
      return replaced === 1;
    });
  }

  override async remove(userId: string, id: string): Promise<void> {
    await this.db.execute(sql`DELETE FROM addresses WHERE id = ${id} AND user_id = ${userId}`);
  }
}

/** Changes of one book come one after the other: limit and single default are counted, not guessed. */
async function lockBook(tx: Transaction, userId: string): Promise<void> {
  await tx.query(sql`SELECT id FROM users WHERE id = ${userId} FOR NO KEY UPDATE`);
}

async function noDefault(tx: Transaction, userId: string): Promise<void> {
  await tx.execute(sql`UPDATE addresses SET is_default = false WHERE user_id = ${userId} AND is_default`);
}
