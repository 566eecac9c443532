import type { RefusalKind } from '@tradepost/decision';
import type { RetryableReason } from './retryable-error.ts';

/** The gRPC status codes in use (https://grpc.io/docs/guides/status-codes). */
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
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

const SERVER_FAULTS: ReadonlySet<number> = new Set([
  GRPC.DEADLINE_EXCEEDED,
  GRPC.RESOURCE_EXHAUSTED,
  GRPC.UNIMPLEMENTED,
  GRPC.INTERNAL,
  GRPC.UNAVAILABLE,
]);

/** Whether a status says that the service failed, not that it refused. */
export const isServerFault = (grpc: number): boolean => SERVER_FAULTS.has(grpc);

/** One row per kind of failure; the only place where status codes are chosen. */
interface Row {
  readonly grpc: number;
  readonly http: number;
  readonly title: string;
}

/** A conflict is HTTP 409, not Google's 400: see docs/adr/0003-conflict-is-409.md. */
export const REFUSALS: Record<RefusalKind, Row> = {
  invalid: { grpc: GRPC.INVALID_ARGUMENT, http: 400, title: 'The request is not valid' },
  unauthenticated: { grpc: GRPC.UNAUTHENTICATED, http: 401, title: 'Sign in first' },
  payment: { grpc: GRPC.FAILED_PRECONDITION, http: 402, title: 'The payment was refused' },
  forbidden: { grpc: GRPC.PERMISSION_DENIED, http: 403, title: 'Not allowed' },
  missing: { grpc: GRPC.NOT_FOUND, http: 404, title: 'Not found' },
  duplicate: { grpc: GRPC.ALREADY_EXISTS, http: 409, title: 'Already exists' },
  conflict: { grpc: GRPC.FAILED_PRECONDITION, http: 409, title: 'Not possible in the current state' },
  stale: { grpc: GRPC.FAILED_PRECONDITION, http: 412, title: 'Changed in the meantime' },
  mismatch: {
    grpc: GRPC.INVALID_ARGUMENT,
    http: 422,
    title: 'The idempotency key was used for another request',
  },
};

export const RETRYABLES: Record<RetryableReason, Row & { readonly code: string }> = {
  busy: { grpc: GRPC.RESOURCE_EXHAUSTED, http: 429, title: 'Too many requests', code: 'too_many_requests' },
  aborted: {
    grpc: GRPC.ABORTED,
    http: 409,
    title: 'Changed concurrently',
    code: 'race.lost',
  },
  unavailable: {
    grpc: GRPC.UNAVAILABLE,
    http: 503,
    title: 'Temporarily unavailable',
    code: 'unavailable',
  },
  timeout: { grpc: GRPC.DEADLINE_EXCEEDED, http: 504, title: 'Timed out', code: 'timeout' },
  cancelled: { grpc: GRPC.CANCELLED, http: 499, title: 'Cancelled by the caller', code: 'cancelled' },
};

/** A message between services that is larger than GRPC_MAX_MESSAGE_BYTES: see docs/adr/0038-sizes.md. */
export const TOO_LARGE = {
  code: 'message.too_large',
  grpc: GRPC.RESOURCE_EXHAUSTED,
  title: 'The message is too large',
  request: {
    http: 413,
    detail:
      'The request is too large for the service that answers it. Send less, or split it into several requests.',
  },
  response: {
    http: 500,
    detail: 'The answer is too large to be sent. Ask for less, such as a smaller limit. It was logged.',
  },
} as const;
