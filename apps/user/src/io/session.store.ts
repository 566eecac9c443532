import { Inject, Injectable } from '@nestjs/common';
import { type RowOf, sql } from '@tradepost/database';
import { isUuid } from '@tradepost/decision';
import type { Role, User } from '../domain/user.ts';
import { type Session, SessionStore } from '../flows/ports.ts';
import type { User as UserModel } from '../gen/prisma/client.ts';
import { UserDatabase, type UserTransaction } from './user-database.ts';

@Injectable()
export class PostgresSessionStore extends SessionStore {
  constructor(@Inject(UserDatabase) private readonly db: UserDatabase | UserTransaction) {
    super();
  }

  override async add(session: Session, passwordVersion: number): Promise<boolean> {
    // FOR SHARE waits for a concurrent change of the password, which ends the sessions it sees: none slips through.
    const added = await this.db.execute(sql`
      INSERT INTO sessions (id, user_id, user_agent, created_at, last_used_at, expires_at)
      SELECT ${session.id}::uuid, id, ${session.userAgent}::text, ${session.createdAt}::timestamptz,
             ${session.lastUsedAt}::timestamptz, ${session.expiresAt}::timestamptz
      FROM users WHERE id = ${session.userId} AND password_version = ${passwordVersion} FOR SHARE`);
    return added === 1;
  }

  override async advance(
    id: string,
    generation: number,
    now: Date,
    expiresAt: Date,
  ): Promise<{ user: User } | undefined> {
    const row = await this.db.maybeOne<UserRow>(sql`
      UPDATE sessions SET generation = generation + 1, last_used_at = ${now}, expires_at = ${expiresAt}
      FROM users
      WHERE sessions.id = ${id} AND generation = ${generation} AND revoked_at IS NULL AND expires_at > ${now}
        AND users.id = sessions.user_id
      RETURNING users.*`);
    return row && { user: toUser(row) };
  }

  override async revoke(id: string, now: Date): Promise<boolean> {
    const { count } = await this.db.prisma.session.updateMany({
      where: { id, revokedAt: null, expiresAt: { gt: now } },
      data: { revokedAt: now },
    });
    return count === 1;
  }

  override async revokeOf(userId: string, sessionId: string | undefined, now: Date): Promise<void> {
    if (sessionId !== undefined && !isUuid(sessionId)) return;
    await this.db.prisma.session.updateMany({
      where: { userId, revokedAt: null, ...(sessionId && { id: sessionId }) },
      data: { revokedAt: now },
    });
  }

  override listOf(userId: string, now: Date): Promise<Session[]> {
    return this.db.prisma.session.findMany({
      where: { userId, revokedAt: null, expiresAt: { gt: now } },
      omit: { generation: true, revokedAt: true },
      orderBy: [{ lastUsedAt: 'desc' }, { id: 'asc' }],
      take: 200,
    });
  }
}

type UserRow = RowOf<UserModel>;

const toUser = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  roles: row.roles as Role[],
  isEmailVerified: row.email_verified,
  locale: row.locale,
  passwordVersion: row.password_version,
  version: row.version,
  createdAt: row.created_at,
});
