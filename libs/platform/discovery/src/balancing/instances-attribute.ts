import { experimental } from '@grpc/grpc-js';

/**
 * Under this name the resolver hands the instances behind the addresses, in the same order, to the balancer. The
 * prefix keeps them out of the identity of connections, which would otherwise be made anew on every change.
 */
export const INSTANCES_ATTRIBUTE = `${experimental.SUBCHANNEL_ARGS_EXCLUDE_KEY_PREFIX}.instances`;
