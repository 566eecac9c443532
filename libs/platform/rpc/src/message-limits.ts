import type { ChannelOptions } from '@grpc/grpc-js';

/** One limit for both directions of servers and clients. gRPC's own is 4 MB to receive, and none to send. */
export const messageLimits = (maxBytes: number): ChannelOptions => ({
  'grpc.max_send_message_length': maxBytes,
  'grpc.max_receive_message_length': maxBytes,
});
