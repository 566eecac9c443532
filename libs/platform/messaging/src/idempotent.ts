// Before `IdempotentWrites`; goes with its last use.
import { createHash } from 'node:crypto';
import type { Database, Queryable, Transaction } from '@tradepost/database';
import {
  claimKey,
  claimWithResponse,
  findResponse,
  type RequestKey,
  responseOf,
  storeResponse,
} from './request-key.ts';

export type Codec<Response> = {
  encode(response: Response): Uint8Array;
  decode(bytes: Uint8Array): Response;
};

export function requestHash(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

export async function idempotent<Response>(
  db: Database,
  request: RequestKey,
  codec: Codec<Response>,
  work: (tx: Transaction) => Promise<Response>,
): Promise<Response> {
  if (!request.key) return db.tx(work);
  return db.tx(async (tx) => {
    const isFirst = (await tx.execute(claimKey(request))) === 1;
    if (!isFirst) return codec.decode(await responseOf(tx, request));
    const response = await work(tx);
    await tx.execute(storeResponse(request, codec.encode(response)));
    return response;
  });
}

export async function answeredOnce<Response>(
  db: Database,
  request: RequestKey,
  codec: Codec<Response>,
  work: () => Promise<Response>,
  isFinal: (response: Response) => boolean = () => true,
): Promise<Response> {
  if (!request.key) return work();
  const known = await findResponse(db, request);
  if (known) return codec.decode(known);
  const answer = await work();
  if (!isFinal(answer)) return answer;
  await db.execute(claimWithResponse(request, codec.encode(answer)));
  return codec.decode(await responseOf(db, request));
}

export const storedAnswer = (db: Queryable, request: RequestKey): Promise<Uint8Array> =>
  responseOf(db, request);
