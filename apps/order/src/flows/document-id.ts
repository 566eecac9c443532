import type { Ids } from './ports/platform.ts';

/** The id of a parcel, return, refund or cancellation: the same for the same key of the same order, a new one without a key. */
export const documentId = (
  ids: Ids,
  orderId: string,
  kind: 'parcel' | 'return' | 'refund' | 'cancellation',
  key: string,
): string => (key ? ids.derived(orderId, `${kind}/${key}`) : ids.next());
