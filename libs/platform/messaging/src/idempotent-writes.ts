import type { Database, Transaction, Transactions } from '@tradepost/database';
import {
  claimKey,
  claimWithResponse,
  findResponse,
  type KeyedRequest,
  type MessageCodec,
  type RequestKey,
  requestKeyOf,
  responseOf,
  storeResponse,
} from './request-key.ts';

export interface KeyedWrite<Request, Response> extends KeyedRequest<Request> {
  /** How the response is stored. What must not be stored, such as a token, is left out here and added afterwards. */
  readonly responseType: MessageCodec<Response>;
}

/** A response that a later transaction stores together with its effect: see `deferred` and `write`. */
export interface ReplyToStore<Result> {
  readonly key: RequestKey;
  readonly encode: (result: Result) => Uint8Array;
}

/** Another request with the same key was faster: its response counts, and nothing else was written. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}

/**
 * Writes that take effect once per idempotency key, however often they are requested. All callers get the response of
 * the first; a failed write leaves the key free. Without a key nothing of this costs anything.
 *
 * Every method @throws DomainError `idempotency.mismatch` when the key was used for another request.
 */
export class IdempotentWrites<Tx extends Transaction = Transaction> {
  private readonly db: Database;
  private readonly transactions: Transactions<Tx>;

  /** @param transactions what `work` needs: `db` for SQL, `db.withPrisma` for both */
  constructor(db: Database, transactions: Transactions<Tx>) {
    this.db = db;
    this.transactions = transactions;
  }

  /** Work that is one transaction: key, effect and response commit together. A second caller waits for the first. */
  transaction<Request, Response>(
    write: KeyedWrite<Request, Response>,
    work: (tx: Tx) => Promise<Response>,
  ): Promise<Response> {
    return this.once(requestKeyOf(write), write.responseType, work);
  }

  /** The same for a key that was made before by `requestKeyOf`; undefined or empty: no protection. */
  once<Response>(
    key: RequestKey | undefined,
    codec: MessageCodec<Response>,
    work: (tx: Tx) => Promise<Response>,
  ): Promise<Response> {
    if (!key?.key) return this.transactions.tx(work);
    return this.transactions.tx(async (tx) => {
      const isFirst = (await tx.execute(claimKey(key))) === 1;
      if (!isFirst) return codec.decode(await responseOf(tx, key));
      const response = await work(tx);
      await tx.execute(storeResponse(key, codec.encode(response).finish()));
      return response;
    });
  }

  /**
   * Work of several transactions, or with calls to other services, that recognises what it has done when it is repeated.
   * The first response that is stored is everybody's; one that is not final is not stored.
   */
  async repeatable<Request, Response>(
    write: KeyedWrite<Request, Response>,
    work: () => Promise<Response>,
    isFinal: (response: Response) => boolean = () => true,
  ): Promise<Response> {
    const key = requestKeyOf(write);
    if (!key.key) return work();
    const { responseType: codec } = write;
    const known = await findResponse(this.db, key);
    if (known) return codec.decode(known);
    const response = await work();
    if (!isFinal(response)) return response;
    await this.db.execute(claimWithResponse(key, codec.encode(response).finish()));
    return codec.decode(await responseOf(this.db, key));
  }

  /**
   * Work that must call other services before it writes. It hands `reply` to its last transaction, which is `write`; a
   * response without a stored one comes from the work itself.
   */
  async deferred<Request, Response>(
    write: KeyedWrite<Request, Response>,
    work: (reply: ReplyToStore<Response> | undefined) => Promise<Response>,
  ): Promise<Response> {
    const key = requestKeyOf(write);
    if (!key.key) return work(undefined);
    const { responseType: codec } = write;
    try {
      return await work({ key, encode: (response) => codec.encode(response).finish() });
    } catch (error) {
      // The failure may be a consequence of the first request with this key, whose response is then the right one.
      const known = await findResponse(this.db, key);
      if (known) return codec.decode(known);
      throw error;
    }
  }

  /**
   * The transaction of `deferred` work: writes, and stores the response. When `effect` writes nothing and returns
   * undefined, the key stays free. @throws KeyTaken
   */
  async write<Result>(
    { key, encode }: ReplyToStore<Result>,
    effect: (tx: Tx) => Promise<Result | undefined>,
  ): Promise<Result | undefined> {
    try {
      return await this.transactions.tx(async (tx) => {
        if ((await tx.execute(claimKey(key))) !== 1) {
          await responseOf(tx, key);
          throw new KeyTaken();
        }
        const result = await effect(tx);
        if (result === undefined) throw new NothingWritten();
        await tx.execute(storeResponse(key, encode(result)));
        return result;
      });
    } catch (error) {
      if (error instanceof NothingWritten) return undefined;
      throw error;
    }
  }
}

/** Rolls the transaction back, and the claim with it. */
class NothingWritten extends Error {}
