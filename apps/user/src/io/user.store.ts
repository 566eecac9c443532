import { Inject, Injectable } from '@nestjs/common';
import { escapeLike } from '@tradepost/database';
import { DomainError, emailKey, normaliseEmail, normaliseUuid } from '@tradepost/decision';
import type { AccountToken } from '../domain/account-token.ts';
import type { Role, User } from '../domain/user.ts';
import { userNotFound } from '../domain/user.errors.ts';
import { type NewUser, type UserFilter, UserStore } from '../flows/ports.ts';
import { emailKeys } from './email-keys.ts';
import { issueToken } from './issue-token.ts';
import { inTransaction } from './in-transaction.ts';
import { UserDatabase, type UserTransaction } from './user-database.ts';
import { lockUser } from './user-lock.ts';

interface UserRow extends Omit<User, 'isEmailVerified' | 'roles'> {
  readonly emailVerified: boolean;
  /** Checked by the constraint users_roles_check. */
  readonly roles: string[];
}

export const toUser = <Row extends UserRow>({ emailVerified, roles, ...user }: Row) => ({
  ...user,
  roles: roles as Role[],
  isEmailVerified: emailVerified,
});

@Injectable()
export class PostgresUserStore extends UserStore {
  constructor(@Inject(UserDatabase) private readonly db: UserDatabase | UserTransaction) {
    super();
  }

  override async add(
    { isEmailVerified, roles, ...user }: NewUser,
    confirming?: AccountToken,
  ): Promise<boolean> {
    return inTransaction(this.db, async (tx) => {
      if (await isTakenInOldForm(tx, user.email)) return false;
      const { count } = await tx.prisma.user.createMany({
        data: {
          ...user,
          roles: [...roles],
          emailKey: emailKey(user.email),
          emailVerified: isEmailVerified,
          updatedAt: user.createdAt,
        },
        skipDuplicates: true,
      });
      if (count === 1 && confirming) await issueToken(tx, confirming, user);
      return count === 1;
    });
  }

  override async find(id: string): Promise<User | undefined> {
    // A malformed id would fail all findUnique calls of the same tick, one in capitals would find nothing.
    const uuid = normaliseUuid(id);
    const row = uuid ? await this.db.prisma.user.findUnique({ where: { id: uuid } }) : null;
    return row ? toUser(row) : undefined;
  }

  override async findByEmail(email: string): Promise<NewUser | undefined> {
    const row = await findByEmail(this.db, email);
    return row ? toUser(row) : undefined;
  }

  override async findWithPassword(id: string): Promise<NewUser | undefined> {
    const row = await this.db.prisma.user.findFirst({ where: { id }, omit: { passwordHash: false } });
    return row ? toUser(row) : undefined;
  }

  override async rehash(id: string, before: string, passwordHash: string): Promise<void> {
    await this.db.prisma.user.updateMany({ where: { id, passwordHash: before }, data: { passwordHash } });
  }

  override async change(
    id: string,
    expectedVersion: number | undefined,
    decide: (user: User) => User,
  ): Promise<User> {
    return inTransaction(this.db, async (tx) => {
      const { email, name, locale } = decide(await loadForChange(tx, id, expectedVersion));
      const saved = await tx.prisma.user.update({
        where: { id },
        data: { email, name, locale, version: { increment: 1 } },
      });
      return toUser(saved);
    });
  }

  override async hasAdmin(): Promise<boolean> {
    const where = { roles: { has: 'admin' } };
    return (await this.db.prisma.user.findFirst({ where, select: { id: true } })) !== null;
  }

  override async setRoles(id: string, roles: readonly Role[]): Promise<User | undefined> {
    const [row] = await this.db.prisma.user.updateManyAndReturn({
      where: { id },
      data: { roles: [...roles], version: { increment: 1 } },
    });
    return row && toUser(row);
  }

  override async list({ text, beforeId, limit }: UserFilter): Promise<User[]> {
    const email = normaliseEmail(text) && emailKey(text);
    const contains = { contains: escapeLike(text), mode: 'insensitive' } as const;
    const rows = await this.db.prisma.user.findMany({
      where: {
        ...(text && {
          OR: [{ emailKey: contains }, { name: contains }, ...(email ? [{ emailKey: email }] : [])],
        }),
        ...(beforeId && { id: { lt: beforeId } }),
      },
      orderBy: { id: 'desc' },
      take: limit,
    });
    return rows.map(toUser);
  }
}

/** The account of an address, with its password. Almost always there is one key, and it is asked for as such. */
export async function findByEmail(db: Pick<UserTransaction, 'prisma'>, email: string) {
  const keys = emailKeys(email);
  const omit = { passwordHash: false } as const;
  if (keys.length === 1) return db.prisma.user.findUnique({ where: { emailKey: keys[0] }, omit });
  const rows = await db.prisma.user.findMany({
    where: { emailKey: { in: keys } },
    omit: { ...omit, emailKey: false },
  });
  return rows.sort((a, b) => keys.indexOf(a.emailKey) - keys.indexOf(b.emailKey))[0] ?? null;
}

/** What the unique index can't tell: the other account has a key of before addresses were normalised. */
async function isTakenInOldForm(tx: UserTransaction, email: string): Promise<boolean> {
  const old = emailKeys(email).filter((key) => key !== emailKey(email));
  return old.length > 0 && (await tx.prisma.user.count({ where: { emailKey: { in: old } } })) > 0;
}

/** Locked, so that its version cannot change before it is saved. */
async function loadForChange(
  tx: UserTransaction,
  id: string,
  expectedVersion: number | undefined,
): Promise<User> {
  await lockUser(tx, id);
  const row = await tx.prisma.user.findUnique({ where: { id } });
  if (!row) throw userNotFound();
  if (expectedVersion !== undefined && expectedVersion !== row.version)
    throw new DomainError(
      'stale',
      'version.stale',
      `The account has changed; its version is ${row.version}. Load it again.`,
      {
        version: row.version,
      },
    );
  return toUser(row);
}
