import { createHash } from 'node:crypto';
import { type Queryable, sql, type Sql } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';

/** An idempotency key of a caller: unique within `scope`, valid for one request only. */
export interface RequestKey {
  /** The operation and whose key it is, such as `add-line:<cart id>`. */
  readonly scope: string;
  /** Empty: the caller wants no protection. */
  readonly key: string;
  /** Tells one request from another. */
  readonly requestHash: Uint8Array;
}

/** Encodes a message; generated messages have it. */
export interface Encoder<Message> {
  encode(message: Message): { finish(): Uint8Array };
}

/** Encodes and decodes a message; generated messages have both. */
export interface MessageCodec<Message> extends Encoder<Message> {
  decode(bytes: Uint8Array): Message;
}

export interface KeyedRequest<Request> {
  /** Keys of one operation never return the response of another. */
  readonly operation: string;
  /** The user, staff member or thing that the key belongs to: no other actor's key returns the response. */
  readonly owner: string;
  readonly requestType: Encoder<Request>;
  readonly request: Request & { readonly idempotencyKey: string };
  /** What is compared instead of fields that may differ when the request is repeated, such as a proof of access. */
  readonly ignored?: Partial<Request>;
}

export function requestKeyOf<Request>({
  operation,
  owner,
  request,
  requestType,
  ignored,
}: KeyedRequest<Request>): RequestKey {
  const { idempotencyKey: key } = request;
  const scope = `${operation}:${owner}`;
  // Nothing is compared without a key.
  if (!key) return { scope, key, requestHash: new Uint8Array() };
  const compared = requestType.encode({ ...request, idempotencyKey: '', ...ignored }).finish();
  return { scope, key, requestHash: createHash('sha256').update(compared).digest() };
}

/** Claims a key; changes no row when it was claimed before. */
export function claimKey({ scope, key, requestHash }: RequestKey): Sql {
  return sql`INSERT INTO idempotency_keys (scope, key, request_hash) VALUES (${scope}, ${key}, ${requestHash})
    ON CONFLICT DO NOTHING RETURNING key`;
}

/** Stores the final response of a claimed key; belongs in the transaction of the effect. */
export function storeResponse({ scope, key }: Pick<RequestKey, 'scope' | 'key'>, response: Uint8Array): Sql {
  return sql`UPDATE idempotency_keys SET response = ${response} WHERE scope = ${scope} AND key = ${key}
    RETURNING key`;
}

/** Claims a key and stores its response in one statement; changes no row when it was claimed before. */
export function claimWithResponse({ scope, key, requestHash }: RequestKey, response: Uint8Array): Sql {
  return sql`INSERT INTO idempotency_keys (scope, key, request_hash, response)
    VALUES (${scope}, ${key}, ${requestHash}, ${response}) ON CONFLICT DO NOTHING`;
}

/** Releases a claimed key that got no final response, so that the request can be repeated. */
export function releaseKey({ scope, key }: Pick<RequestKey, 'scope' | 'key'>): Sql {
  return sql`DELETE FROM idempotency_keys WHERE scope = ${scope} AND key = ${key} AND response IS NULL
    RETURNING key`;
}

interface StoredRow {
  readonly request_hash: Buffer;
  readonly response: Buffer | null;
}

/** The response stored for a key. @throws DomainError `idempotency.mismatch` when the key was used for another request */
export async function findResponse(db: Queryable, request: RequestKey): Promise<Uint8Array | null> {
  const { scope, key, requestHash } = request;
  const row = await db.maybeOne<StoredRow>(
    sql`SELECT request_hash, response FROM idempotency_keys WHERE scope = ${scope} AND key = ${key}`,
  );
  if (row && !row.request_hash.equals(requestHash))
    throw new DomainError(
      'mismatch',
      'idempotency.mismatch',
      'This idempotency key was used for another request. Use a new key for each request.',
    );
  return row?.response ?? null;
}

/** As `findResponse`. @throws DomainError `idempotency.in_flight` while there is none */
export async function responseOf(db: Queryable, request: RequestKey): Promise<Uint8Array> {
  const response = await findResponse(db, request);
  if (response) return response;
  throw new DomainError(
    'conflict',
    'idempotency.in_flight',
    'The first request with this idempotency key is still being processed. Repeat it in a moment.',
  );
}
