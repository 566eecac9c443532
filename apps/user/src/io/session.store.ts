import { Inject, Injectable } from '@nestjs/common';
import { Database, nothing, type Queryable, sql } from '@tradepost/database';
import type { User } from '../domain/user.ts';
import { type Session, SessionStore } from '../flows/ports.ts';
import { toUser, type UserRow } from './user.store.ts';

type SessionRow = {
  id: string;
  user_id: string;
  user_agent: string;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
};

const toSession = (row: SessionRow): Session => ({
  id: row.id,
  userId: row.user_id,
  userAgent: row.user_agent,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  expiresAt: row.expires_at,
});

@Injectable()
export class PostgresSessionStore extends SessionStore {
  constructor(@Inject(Database) private readonly db: Queryable) {
    super();
  }

  override async add(session: Session, passwordVersion: number): Promise<boolean> {
    // FOR SHARE waits for a change of the password under way, which ends the sessions that are there: none slips through.
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
    const ended = await this.db.execute(sql`
      UPDATE sessions SET revoked_at = ${now} WHERE id = ${id} AND revoked_at IS NULL AND expires_at > ${now}`);
    return ended === 1;
  }

  override async revokeOf(userId: string, sessionId: string | undefined, now: Date): Promise<void> {
    const one = sessionId ? sql`AND id = ${sessionId}` : nothing;
    await this.db.execute(
      sql`UPDATE sessions SET revoked_at = ${now} WHERE user_id = ${userId} AND revoked_at IS NULL ${one}`,
    );
  }

  override async listOf(userId: string, now: Date): Promise<Session[]> {
    const rows = await this.db.query<SessionRow>(sql`
      SELECT * FROM sessions WHERE user_id = ${userId} AND revoked_at IS NULL AND expires_at > ${now}
      ORDER BY last_used_at DESC, id LIMIT 200`);
    return rows.map(toSession);
  }
}
