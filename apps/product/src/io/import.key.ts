import { ImportProductsRequest } from '@tradepost/contracts';
import { requestHash } from '@tradepost/messaging';
import type { RequestKey } from '../flows/ports.ts';
import { scopeOf } from './staff-deeds.ts';

/** Undefined: the caller wants no protection, or nothing is to be changed. */
export function keyOfImport(request: ImportProductsRequest): RequestKey | undefined {
  const { idempotencyKey: key, ...asked } = request;
  if (!key || request.dryRun) return undefined;
  const hash = requestHash(ImportProductsRequest.encode(asked).finish());
  return { scope: scopeOf('product.import', request), key, requestHash: hash };
}
