import { atMost, counter, histogram } from '../declaration.ts';

/** By number, as gRPC has them. */
export const RPC_CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

export const rpcCode = (code: number): (typeof RPC_CODES)[number] => RPC_CODES[code] ?? 'UNKNOWN';

const rpc_method = atMost(150, 'methods of the contracts: shop.order.v1.OrderService/PlaceOrder');

// A service has or calls some of the methods, and each of them ends in a few ways.
const mostChildren = 600;

export const rpc = {
  serverDuration: histogram({
    name: 'rpc_server_call_duration_seconds',
    help: 'Time to answer a call',
    labels: { rpc_method, rpc_response_status_code: RPC_CODES },
    mostChildren,
    hasExemplars: true,
  }),
  clientDuration: histogram({
    name: 'rpc_client_call_duration_seconds',
    help: 'Time until a called service answered, with its retries',
    labels: { rpc_method, rpc_response_status_code: RPC_CODES },
    mostChildren,
  }),
  messageTooLarge: counter({
    name: 'rpc_message_too_large_total',
    help: 'Calls that failed because a message exceeded GRPC_MAX_MESSAGE_BYTES',
    labels: { rpc_method, part: ['request', 'response'] },
  }),
};
