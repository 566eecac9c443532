import { Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import type { Role } from '../domain/user.ts';
import { UserDatabase } from './user-database.ts';

/**
 * Access tokens live for `ACCESS_TOKEN_TTL_S`, 15 minutes at most. The rest is for the clock of an instance that signs
 * ahead of the others. The setting itself is not used: tokens of before it was lowered live on.
 */
const TOKENS_LIVE_S = 20 * 60;
const PAGE_SIZE = 5_000;

/** Everything that ended access tokens since a cursor. Repeats what may have been read before; misses nothing. */
export interface Revocations {
  readonly sessions: readonly { readonly sessionId: string; readonly expiresInS: number }[];
  readonly roles: readonly { readonly userId: string; readonly roles: Role[]; readonly expiresInS: number }[];
  readonly cursor: string;
  readonly hasMore: boolean;
}

interface Row {
  /** The oldest transaction that was running: rows of this and later ones may appear after this statement. */
  readonly floor: string;
  readonly xid: string | null;
  readonly id: number | null;
  readonly session_id: string | null;
  readonly user_id: string | null;
  readonly roles: string[] | null;
  readonly expires_in_s: number;
}

/**
 * Where to read on: `floor`, or within a list that takes several pages `floor.xid.id`. By transactions, because a row
 * that commits late would have an older time, or a lower number, than rows that were already read.
 */
interface Cursor {
  readonly floor: string;
  readonly xid: string;
  readonly id: string;
}

@Injectable()
export class RevocationStore {
  constructor(private readonly db: UserDatabase) {}

  /** @param cursor of the last answer; empty or not one of ours: whatever may still concern a valid token */
  async since(cursor: string): Promise<Revocations> {
    const from = read(cursor);
    const rows = await this.db.query<Row>(from ? after(from) : stillValid());
    const found = rows.filter((row) => row.xid !== null);
    const last = rows.at(-1);
    const floor = from && from.id !== '0' ? from.floor : (last?.floor ?? '0');
    const hasMore = found.length === PAGE_SIZE;
    return {
      sessions: found.flatMap(({ session_id: sessionId, expires_in_s: expiresInS }) =>
        sessionId ? [{ sessionId, expiresInS }] : [],
      ),
      roles: found.flatMap(({ user_id: userId, roles, expires_in_s: expiresInS }) =>
        userId ? [{ userId, roles: (roles ?? []) as Role[], expiresInS }] : [],
      ),
      cursor: hasMore && last ? `${floor}.${last.xid}.${last.id}` : floor,
      hasMore,
    };
  }
}

// A row without a revocation still says what the floor is.
const columns = sql`
  SELECT pg_snapshot_xmin(shot)::text AS floor, found.xid::text, found.id, found.session_id, found.user_id, users.roles,
         ceil(${TOKENS_LIVE_S} - coalesce(extract(epoch FROM clock_timestamp() - found.created_at), 0))::int AS expires_in_s
  FROM pg_current_snapshot() AS shot`;

const stillValid = () => sql`${columns}
  LEFT JOIN token_revocations found ON found.created_at > now() - ${TOKENS_LIVE_S} * interval '1 second'
  LEFT JOIN users ON users.id = found.user_id
  ORDER BY found.xid, found.id LIMIT ${PAGE_SIZE}`;

// A cursor of the future is of another database: this one was restored from a dump.
const after = ({ xid, id }: Cursor) => sql`${columns}
  LEFT JOIN token_revocations found ON (found.xid, found.id) > (
    CASE WHEN ${xid}::text::xid8 > pg_snapshot_xmax(shot) THEN '0' ELSE ${xid}::text::xid8 END, ${id}::bigint)
  LEFT JOIN users ON users.id = found.user_id
  ORDER BY found.xid, found.id LIMIT ${PAGE_SIZE}`;

function read(cursor: string): Cursor | undefined {
  const [, floor, xid, id] = /^(\d{1,20})(?:\.(\d{1,20})\.(\d{1,18}))?$/.exec(cursor) ?? [];
  if (floor === undefined) return undefined;
  return { floor, xid: xid ?? floor, id: id ?? '0' };
}
