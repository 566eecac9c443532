import { experimental } from '@grpc/grpc-js';

/**
 * The channel option through which the resolver passes the instances, in the order of the addresses, to the balancer.
 * The prefix excludes it from the identity of subchannels, which would otherwise be recreated on every change.
 */
export const INSTANCES_ATTRIBUTE = `${experimental.SUBCHANNEL_ARGS_EXCLUDE_KEY_PREFIX}.instances`;

/** Likewise the name of the service. */
export const SERVICE_ATTRIBUTE = `${experimental.SUBCHANNEL_ARGS_EXCLUDE_KEY_PREFIX}.service`;
