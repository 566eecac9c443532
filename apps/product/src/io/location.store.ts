import { isUniqueViolation } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import { type Location, LocationStore } from '../flows/ports.ts';
import type { ProductTransaction } from './product-database.ts';

export class PostgresLocationStore extends LocationStore {
  constructor(private readonly tx: ProductTransaction) {
    super();
  }

  async add({ id, code, name, priority }: Location): Promise<void> {
    try {
      await this.tx.prisma.location.create({ data: { id, code, name, priority } });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new DomainError(
          'duplicate',
          'location.code_taken',
          `code: Another location has "${code}". Choose another one.`,
        );
      throw error;
    }
  }
}
