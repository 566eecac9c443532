import { createHash } from 'node:crypto';
import { DomainError } from '@tradepost/decision';
import {
  sql,
  type Database,
  type Queryable,
  type Sql,
  type Transaction,
  type Transactions,
} from '@tradepost/database';

/** Which request of whom: `key` comes from the caller, `scope` says for what and for whom it is unique. */
export type RequestKey = {
  /** E.g. `cart.add-line:<cart id>`. */
  readonly scope: string;
  /** Empty: the caller wants no protection. */
  readonly key: string;
  readonly requestHash: Uint8Array;
};

/** How an answer is stored; generated messages have both. */
export type Codec<Response> = {
  encode(response: Response): Uint8Array;
  decode(bytes: Uint8Array): Response;
};

type StoredRow = { request_hash: Buffer; response: Buffer | null };

/** Tells one request from another; hash the encoded message without its key. */
export function requestHash(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/**
 * A write that is one transaction, done once per key however often it is asked for: whoever comes second waits
 * for the first and gets its answer. When `work` throws, the key is free again.
 * @throws DomainError `idempotency.mismatch` when the key was used for another request
 */
export async function idempotent<Response, Tx extends Transaction = Transaction>(
  db: Transactions<Tx>,
  request: RequestKey,
  codec: Codec<Response>,
  work: (tx: Tx) => Promise<Response>,
): Promise<Response> {
  if (!request.key) return db.tx(work);
  return db.tx(async (tx) => {
    const isFirst = (await tx.execute(claimKey(request))) === 1;
    if (!isFirst) return codec.decode(await storedAnswer(tx, request));
    const response = await work(tx);
    await tx.execute(storeAnswer(request, codec.encode(response)));
    return response;
  });
}

/**
 * For work that finds itself done when it is asked for again, but is more than one transaction: the first answer that
 * is written down is everybody's. Without a key it costs nothing. An answer that is not final is not kept.
 * @throws DomainError `idempotency.mismatch` when the key was used for another request
 */
export async function answeredOnce<Response>(
  db: Database,
  request: RequestKey,
  codec: Codec<Response>,
  work: () => Promise<Response>,
  isFinal: (response: Response) => boolean = () => true,
): Promise<Response> {
  if (!request.key) return work();
  const known = await findAnswer(db, request);
  if (known) return codec.decode(known);
  const { scope, key, requestHash: hash } = request;
  const answer = await work();
  if (!isFinal(answer)) return answer;
  await db.execute(sql`INSERT INTO idempotency_keys (scope, key, request_hash, response)
    VALUES (${scope}, ${key}, ${hash}, ${codec.encode(answer)}) ON CONFLICT DO NOTHING`);
  return codec.decode(await storedAnswer(db, request));
}

/** Claims a key, or touches no row when somebody has it. For statements that do more than one transaction's work. */
export function claimKey({ scope, key, requestHash: hash }: RequestKey): Sql {
  return sql`INSERT INTO idempotency_keys (scope, key, request_hash) VALUES (${scope}, ${key}, ${hash})
    ON CONFLICT DO NOTHING RETURNING key`;
}

/** Stores the final answer of a claimed key; belongs in the transaction of the effect. */
export function storeAnswer({ scope, key }: Pick<RequestKey, 'scope' | 'key'>, response: Uint8Array): Sql {
  return sql`UPDATE idempotency_keys SET response = ${response} WHERE scope = ${scope} AND key = ${key}
    RETURNING key`;
}

/** Frees a claimed key that got no final answer, so that the request can be made again. */
export function releaseKey({ scope, key }: Pick<RequestKey, 'scope' | 'key'>): Sql {
  return sql`DELETE FROM idempotency_keys WHERE scope = ${scope} AND key = ${key} AND response IS NULL
    RETURNING key`;
}

/**
 * What was answered to a key that somebody else has claimed.
 * @throws DomainError `idempotency.mismatch`: used for another request; `idempotency.in_flight`: no answer yet
 */
export async function storedAnswer(db: Queryable, request: RequestKey): Promise<Uint8Array> {
  const answer = await findAnswer(db, request);
  if (answer) return answer;
  throw new DomainError(
    'conflict',
    'idempotency.in_flight',
    'the first request with this key is not done yet',
  );
}

async function findAnswer(db: Queryable, request: RequestKey): Promise<Uint8Array | null> {
  const { scope, key } = request;
  const row = await db.maybeOne<StoredRow>(
    sql`SELECT request_hash, response FROM idempotency_keys WHERE scope = ${scope} AND key = ${key}`,
  );
  if (row && !row.request_hash.equals(request.requestHash)) {
    throw new DomainError('mismatch', 'idempotency.mismatch', 'this key was used for another request');
  }
  return row?.response ?? null;
}
