import { connectivityState, experimental } from '@grpc/grpc-js';
import type { ChannelOptions } from '@grpc/grpc-js';
import type { Instance } from '../discovery.ts';
import { BalancerConfig, BALANCER_NAME } from './balancer-config.ts';
import { INSTANCES_ATTRIBUTE } from './instances-attribute.ts';
import { Member } from './member.ts';
import type { BalancingPolicy } from './policies.ts';
import { SharingPicker } from './sharing-picker.ts';

/**
 * Keeps a connection to every instance and picks one per call. Unlike grpc-js's round_robin it keeps the members
 * that stay across an update, gives a newcomer its share without waiting for an old address's backoff, fails calls
 * at once when the last instance has left (round_robin lets them hang), and counts as failures only what is one.
 */
export class Balancer implements experimental.LoadBalancer {
  readonly #helper: experimental.ChannelControlHelper;
  #policy: BalancingPolicy = 'round_robin';
  #members: Member[] = [];
  #note = '';
  #lastError = '';
  #isUpdating = false;

  constructor(helper: experimental.ChannelControlHelper) {
    this.#helper = helper;
  }

  updateAddressList(
    endpoints: experimental.StatusOr<experimental.Endpoint[]>,
    config: experimental.TypedLoadBalancingConfig,
    options: ChannelOptions,
    note: string,
  ): boolean {
    if (!(config instanceof BalancerConfig)) return false;
    this.#policy = config.policy;
    if (!endpoints.ok) {
      if (this.#members.length === 0) this.#fail(endpoints.error.details);
      return true;
    }
    this.#note = note;
    this.#isUpdating = true;
    this.#replaceMembers(endpoints.value, options);
    this.#isUpdating = false;
    this.#refresh();
    return true;
  }

  /** Members are always kept connected, so there is nothing to wake. */
  exitIdle(): void {}

  resetBackoff(): void {
    for (const member of this.#members) member.resetBackoff();
  }

  destroy(): void {
    for (const member of this.#members.splice(0)) member.leave();
  }

  getTypeName(): string {
    return BALANCER_NAME;
  }

  #replaceMembers(endpoints: readonly experimental.Endpoint[], options: ChannelOptions): void {
    const instances = instancesIn(options);
    const old = new Map(this.#members.map((member) => [member.key, member]));
    this.#members = endpoints.map((endpoint, at) => {
      const { id, weight } = instances[at] ?? { id: '', weight: 1 };
      const key = `${experimental.endpointToString(endpoint)} ${id}`;
      const known = old.get(key);
      if (known) {
        old.delete(key);
        known.weight = weight;
        return known;
      }
      return new Member({
        key,
        weight,
        endpoint,
        options,
        helper: this.#helper,
        onChange: this.#onMemberChange,
      });
    });
    for (const gone of old.values()) gone.leave();
  }

  readonly #onMemberChange = (errorMessage: string | null): void => {
    if (errorMessage) this.#lastError = errorMessage;
    if (!this.#isUpdating) this.#refresh();
  };

  /** Tells the channel how we stand, with a picker for it, and sees to it that idle members connect again. */
  #refresh(): void {
    const ready = this.#members.filter((member) => member.state === connectivityState.READY);
    const isConnecting = this.#members.some(
      ({ state }) => state === connectivityState.CONNECTING || state === connectivityState.IDLE,
    );
    if (ready.length > 0) {
      this.#helper.updateState(connectivityState.READY, new SharingPicker(ready, this.#policy), null);
    } else if (this.#members.length === 0) {
      this.#fail(this.#note);
    } else if (isConnecting) {
      this.#helper.updateState(connectivityState.CONNECTING, new experimental.QueuePicker(this), null);
    } else {
      this.#fail(`no instance can be reached: ${this.#lastError}`);
    }
    for (const member of this.#members) member.stayConnected();
  }

  #fail(details: string): void {
    const picker = new experimental.UnavailablePicker({ details });
    this.#helper.updateState(connectivityState.TRANSIENT_FAILURE, picker, details);
  }
}

function instancesIn(options: ChannelOptions): readonly Instance[] {
  const instances: unknown = options[INSTANCES_ATTRIBUTE];
  return Array.isArray(instances) ? instances : [];
}
