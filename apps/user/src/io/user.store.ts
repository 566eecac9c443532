import { Inject, Injectable } from '@nestjs/common';
import { Database, isUniqueViolation, nothing, sql, type Transaction } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import type { AccountToken } from '../domain/account-token.ts';
import { emailKey, type Role, type User } from '../domain/user.ts';
import { type NewUser, UserStore } from '../flows/ports.ts';
import { issueToken } from './account-tokens.ts';
import { inTransaction } from './in-transaction.ts';

export type UserRow = {
  id: string;
  email: string;
  name: string;
  password_hash: string;
  roles: Role[];
  email_verified: boolean;
  locale: string;
  password_version: number;
  version: number;
  created_at: Date;
};

export const toUser = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  roles: row.roles,
  isEmailVerified: row.email_verified,
  locale: row.locale,
  passwordVersion: row.password_version,
  version: row.version,
  createdAt: row.created_at,
});

@Injectable()
export class PostgresUserStore extends UserStore {
  constructor(@Inject(Database) private readonly db: Database | Transaction) {
    super();
  }

  override async add(user: NewUser, confirming?: AccountToken): Promise<boolean> {
    return inTransaction(this.db, async (tx) => {
      const added = await tx.execute(sql`
        INSERT INTO users (id, email, email_key, name, password_hash, roles, email_verified, locale, version, created_at,
                           updated_at)
        VALUES (${user.id}, ${user.email}, ${emailKey(user.email)}, ${user.name}, ${user.passwordHash}, ${user.roles},
                ${user.isEmailVerified}, ${user.locale}, ${user.version}, ${user.createdAt}, ${user.createdAt})
        ON CONFLICT (email_key) DO NOTHING`);
      if (added === 1 && confirming) await issueToken(tx, confirming, user);
      return added === 1;
    });
  }

  override async find(id: string): Promise<User | undefined> {
    const row = await this.db.maybeOne<UserRow>(sql`SELECT * FROM users WHERE id = ${id}`);
    return row && toUser(row);
  }

  override async findByEmail(key: string): Promise<NewUser | undefined> {
    const row = await this.db.maybeOne<UserRow>(sql`SELECT * FROM users WHERE email_key = ${key}`);
    return row && { ...toUser(row), passwordHash: row.password_hash };
  }

  override async change(
    id: string,
    expectedVersion: number | undefined,
    decide: (user: User) => User,
    confirming?: (user: User) => AccountToken | undefined,
  ): Promise<User> {
    try {
      return await inTransaction(this.db, async (tx) => {
        const row = await tx.maybeOne<UserRow>(sql`SELECT * FROM users WHERE id = ${id} FOR UPDATE`);
        if (!row) throw new DomainError('missing', 'user.not_found', 'There is no such account.');
        if (expectedVersion !== undefined && expectedVersion !== row.version)
          throw new DomainError('stale', 'version.stale', `The account has version ${row.version} now.`, {
            version: row.version,
          });
        const user = decide(toUser(row));
        const saved = await tx.one<UserRow>(sql`
          UPDATE users SET email = ${user.email}, email_key = ${emailKey(user.email)}, name = ${user.name},
            email_verified = ${user.isEmailVerified}, locale = ${user.locale}, version = version + 1, updated_at = now()
          WHERE id = ${id} RETURNING *`);
        const token = confirming?.(user);
        if (token) await issueToken(tx, token, user);
        return toUser(saved);
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new DomainError('duplicate', 'user.email_taken', 'Another account has this e-mail address.');
      throw error;
    }
  }

  override async hasAdmin(): Promise<boolean> {
    const row = await this.db.one<{ there: boolean }>(sql`
      SELECT EXISTS (SELECT FROM users WHERE roles @> '{admin}') AS there`);
    return row.there;
  }

  override async setRoles(id: string, roles: readonly Role[]): Promise<User | undefined> {
    const row = await this.db.maybeOne<UserRow>(sql`
      UPDATE users SET roles = ${roles}, version = version + 1, updated_at = now() WHERE id = ${id} RETURNING *`);
    return row && toUser(row);
  }

  override async list({
    text,
    beforeId,
    limit,
  }: {
    text: string;
    beforeId: string | undefined;
    limit: number;
  }): Promise<User[]> {
    const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    const matching = text ? sql`AND (email_key LIKE ${pattern} OR lower(name) LIKE ${pattern})` : nothing;
    const before = beforeId ? sql`AND id < ${beforeId}` : nothing;
    const rows = await this.db.query<UserRow>(
      sql`SELECT * FROM users WHERE true ${matching} ${before} ORDER BY id DESC LIMIT ${limit}`,
    );
    return rows.map(toUser);
  }
}
