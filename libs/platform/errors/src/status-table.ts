import type { RefusalKind } from '@tradepost/decision';
import type { NotYetReason } from './not-yet.ts';

/** gRPC status numbers we use (https://grpc.io/docs/guides/status-codes). */
export const GRPC = {
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** One row per way of failing; the only place where status numbers are chosen. */
type Row = { readonly grpc: number; readonly http: number; readonly title: string };

/** A conflict is HTTP 409, not Google's 400: see docs/adr/0003-conflict-is-409.md. */
export const REFUSALS: Record<RefusalKind, Row> = {
  invalid: { grpc: GRPC.INVALID_ARGUMENT, http: 400, title: 'The request is not valid' },
  unauthenticated: { grpc: GRPC.UNAUTHENTICATED, http: 401, title: 'Sign in first' },
  payment: { grpc: GRPC.FAILED_PRECONDITION, http: 402, title: 'The payment was refused' },
  forbidden: { grpc: GRPC.PERMISSION_DENIED, http: 403, title: 'Not allowed' },
  missing: { grpc: GRPC.NOT_FOUND, http: 404, title: 'Not found' },
  duplicate: { grpc: GRPC.ALREADY_EXISTS, http: 409, title: 'It exists already' },
  conflict: { grpc: GRPC.FAILED_PRECONDITION, http: 409, title: 'It does not fit the present state' },
  stale: { grpc: GRPC.FAILED_PRECONDITION, http: 412, title: 'It was changed in the meantime' },
  mismatch: { grpc: GRPC.INVALID_ARGUMENT, http: 422, title: 'The key was used for another request' },
};

export const NOT_YETS: Record<NotYetReason, Row & { readonly code: string }> = {
  busy: { grpc: GRPC.RESOURCE_EXHAUSTED, http: 429, title: 'Too much at once', code: 'too_many_requests' },
  aborted: {
    grpc: GRPC.ABORTED,
    http: 409,
    title: 'Somebody else changed it at the same time',
    code: 'race.lost',
  },
  unavailable: {
    grpc: GRPC.UNAVAILABLE,
    http: 503,
    title: 'Not available at the moment',
    code: 'unavailable',
  },
  timeout: { grpc: GRPC.DEADLINE_EXCEEDED, http: 504, title: 'It took too long', code: 'timeout' },
  cancelled: { grpc: GRPC.CANCELLED, http: 499, title: 'The caller went away', code: 'cancelled' },
};
