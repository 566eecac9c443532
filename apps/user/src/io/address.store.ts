import { Inject, Injectable } from '@nestjs/common';
import { isUuid } from '@tradepost/decision';
import type { SavedAddress } from '../domain/user.ts';
import { AddressStore } from '../flows/ports.ts';
import { inTransaction } from './in-transaction.ts';
import { UserDatabase, type UserTransaction } from './user-database.ts';
import { lockUser } from './user-lock.ts';

@Injectable()
export class PostgresAddressStore extends AddressStore {
  constructor(@Inject(UserDatabase) private readonly db: UserDatabase | UserTransaction) {
    super();
  }

  override async listOf(userId: string): Promise<SavedAddress[]> {
    const rows = await this.db.prisma.address.findMany({
      where: { userId },
      omit: { userId: true },
      orderBy: [{ isDefault: 'desc' }, { id: 'desc' }],
    });
    return rows.map(({ id, isDefault, ...address }) => ({ id, isDefault, address }));
  }

  override add(userId: string, { id, address, isDefault }: SavedAddress, most: number): Promise<boolean> {
    return inTransaction(this.db, async (tx) => {
      await lockUser(tx, userId);
      if ((await tx.prisma.address.count({ where: { userId } })) >= most) return false;
      if (isDefault) await clearDefault(tx, userId);
      await tx.prisma.address.create({ data: { id, userId, ...address, isDefault }, select: { id: true } });
      return true;
    });
  }

  override async replace(userId: string, { id, address, isDefault }: SavedAddress): Promise<boolean> {
    if (!isUuid(id)) return false;
    return inTransaction(this.db, async (tx) => {
      await lockUser(tx, userId);
      if (isDefault) await clearDefault(tx, userId);
      const { count } = await tx.prisma.address.updateMany({
        where: { id, userId },
        data: { ...address, isDefault },
      });
      return count === 1;
    });
  }

  override async remove(userId: string, id: string): Promise<void> {
    if (isUuid(id)) await this.db.prisma.address.deleteMany({ where: { id, userId } });
  }
}

async function clearDefault(tx: UserTransaction, userId: string): Promise<void> {
  await tx.prisma.address.updateMany({ where: { userId, isDefault: true }, data: { isDefault: false } });
}
