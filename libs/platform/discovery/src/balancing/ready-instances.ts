import { experimental } from '@grpc/grpc-js';
import type { InstanceHealth } from './instance-health.ts';

/** Call metadata that names the instance to call. The picker removes it, so that it is not sent. */
export const PIN = 'x-pinned-instance';

/** Call metadata: a hash, by which calls that belong together reach one instance. */
export const AFFINITY = 'x-affinity';

/** The channel option through which a client gives its `ReadyInstances` to the balancer. */
export const READY_ATTRIBUTE = `${experimental.SUBCHANNEL_ARGS_EXCLUDE_KEY_PREFIX}.ready`;

/** An instance that a channel is connected to. */
export interface ReadyInstance {
  /** For `PIN`. */
  readonly id: string;
  /** Of every call that is made to it. */
  readonly health: Pick<InstanceHealth, 'started' | 'ended'>;
}

export interface Chooser {
  readonly members: readonly ReadyInstance[];
  choose(affinity?: number): ReadyInstance;
}

/** The connected instances of a channel, for a client that sends many calls in one stream per instance. */
export class ReadyInstances {
  private chooser: Chooser | undefined;
  onChange: (instances: readonly ReadyInstance[]) => void = () => {};

  /** The balancer calls it. */
  update(chooser: Chooser | undefined): void {
    this.chooser = chooser;
    this.onChange(chooser?.members ?? []);
  }

  /** By the affinity, or the policy of the channel. Undefined: none is connected. */
  choose(affinity?: number): ReadyInstance | undefined {
    return this.chooser?.choose(affinity);
  }
}
