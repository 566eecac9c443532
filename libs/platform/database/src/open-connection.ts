import type { PoolClient } from 'pg';

/**
 * The connection of a transaction, until the transaction ends. After that the pool reuses it: a late statement must not
 * run in another transaction.
 */
export class OpenConnection {
  private client: PoolClient | undefined;
  /** BEGIN was sent. */
  hasBegun = false;
  /** Its COMMIT was sent: whether it is committed is known only by the answer. */
  isCommitting = false;

  constructor(client?: PoolClient) {
    this.client = client;
  }

  open(client: PoolClient | undefined): void {
    this.client = client;
  }

  /** Call it before COMMIT or ROLLBACK: a statement sent after them would run outside of the transaction. */
  close(): void {
    this.client = undefined;
  }

  get isOpen(): boolean {
    return this.client !== undefined;
  }

  get(): PoolClient {
    if (!this.client) throw new Error('the transaction has ended: await every statement inside its callback');
    return this.client;
  }
}
