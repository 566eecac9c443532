import { connectivityState, experimental, type ChannelOptions } from '@grpc/grpc-js';
import type { Instance } from '../discovery.ts';
import { Absence, WAIT_LIMITS } from './absence.ts';
import { BalancerConfig, BALANCER_NAME } from './balancer-config.ts';
import { balancerBegan, balancerEnded, instanceEjected } from './balancer-stats.ts';
import { INSTANCES_ATTRIBUTE, SERVICE_ATTRIBUTE } from './instances-attribute.ts';
import { Member } from './member.ts';
import { READY_ATTRIBUTE, ReadyInstances } from './ready-instances.ts';
import type { BalancingPolicy } from './policies.ts';
import { SharingPicker } from './sharing-picker.ts';
import { WaitingPicker } from './waiting-picker.ts';

/**
 * Keeps a connection to every instance and picks one per call. Unlike grpc-js's round_robin it keeps the
 * connections of instances that remain after an update, sends traffic to a new instance without waiting for the
 * backoff of its address, lets calls wait for a while when the last instance is lost and fails them at once after that
 * (ADR 52; round_robin lets them hang), and counts only transport and server faults as failures.
 */
export class Balancer implements experimental.LoadBalancer {
  private readonly helper: experimental.ChannelControlHelper;
  /** The called service; empty until the resolver has named it. */
  service = '';
  private policy: BalancingPolicy = 'round_robin';
  private limits = WAIT_LIMITS;
  private readonly absence = new Absence();
  private endOfWait: NodeJS.Timeout | undefined;
  private members: Member[] = [];
  private published: ReadyInstances | undefined;
  private note = '';
  private lastError = '';
  private isUpdating = false;

  constructor(helper: experimental.ChannelControlHelper) {
    this.helper = helper;
    balancerBegan(this);
  }

  updateAddressList(
    endpoints: experimental.StatusOr<experimental.Endpoint[]>,
    config: experimental.TypedLoadBalancingConfig,
    options: ChannelOptions,
    note: string,
  ): boolean {
    if (!(config instanceof BalancerConfig)) return false;
    this.policy = config.policy;
    this.limits = config.limits;
    if (!endpoints.ok) {
      if (this.members.length === 0) this.fail(endpoints.error.details);
      return true;
    }
    this.note = note;
    this.service = serviceIn(options) || this.service;
    this.published = publishedIn(options);
    this.isUpdating = true;
    this.replaceMembers(endpoints.value, options);
    this.isUpdating = false;
    this.refresh();
    return true;
  }

  /** Nothing to do: members always stay connected. */
  exitIdle(): void {}

  resetBackoff(): void {
    for (const member of this.members) member.resetBackoff();
  }

  destroy(): void {
    balancerEnded(this);
    clearTimeout(this.endOfWait);
    this.published?.update(undefined);
    for (const member of this.members.splice(0)) member.leave();
  }

  getTypeName(): string {
    return BALANCER_NAME;
  }

  /** For metrics. */
  instances(nowMs: number): { key: string; isReady: boolean; isEjected: boolean }[] {
    return this.members.map(({ key, state, health }) => ({
      key,
      isReady: state === connectivityState.READY,
      isEjected: health.isEjected(nowMs),
    }));
  }

  private replaceMembers(endpoints: readonly experimental.Endpoint[], options: ChannelOptions): void {
    const instances = instancesIn(options);
    const old = new Map(this.members.map((member) => [member.key, member]));
    this.members = endpoints.map((endpoint, at) => {
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
        helper: this.helper,
        onChange: this.onMemberChange,
        onEject: () => instanceEjected(this.service),
      });
    });
    for (const gone of old.values()) gone.leave();
  }

  private readonly onMemberChange = (errorMessage: string | null): void => {
    if (errorMessage) this.lastError = errorMessage;
    if (!this.isUpdating) this.refresh();
  };

  /** Reports state and picker to the channel, and reconnects idle members. */
  private refresh(): void {
    clearTimeout(this.endOfWait);
    const nowMs = performance.now();
    const ready = this.members.filter((member) => member.state === connectivityState.READY);
    const picker = ready.length > 0 ? new SharingPicker(ready, this.policy) : undefined;
    if (picker) {
      this.absence.ended(nowMs);
      this.helper.updateState(connectivityState.READY, picker, null);
    } else {
      this.beAbsent(nowMs);
    }
    for (const member of this.members) member.stayConnected();
    this.published?.update(picker);
  }

  private beAbsent(nowMs: number): void {
    const details =
      this.members.length === 0
        ? this.note
        : `no instance can be reached: ${this.lastError || 'not connected'}`;
    const remainingMs = this.absence.remainingMs(nowMs, this.limits);
    if (remainingMs === 0 && !this.isFirstConnecting()) return this.fail(details);
    if (remainingMs > 0) this.endOfWait = setTimeout(() => this.refresh(), remainingMs).unref();
    const picker = new WaitingPicker(this.limits.maxWaiting, details);
    this.helper.updateState(connectivityState.CONNECTING, picker, null);
  }

  /** The first instances of a channel: whether they can be reached is known in a moment. */
  private isFirstConnecting(): boolean {
    return (
      !this.absence.wasEverThere &&
      this.members.some(
        ({ state }) => state === connectivityState.CONNECTING || state === connectivityState.IDLE,
      )
    );
  }

  private fail(details: string): void {
    const picker = new experimental.UnavailablePicker({ details });
    this.helper.updateState(connectivityState.TRANSIENT_FAILURE, picker, details);
  }
}

function serviceIn(options: ChannelOptions): string {
  const service: unknown = options[SERVICE_ATTRIBUTE];
  return typeof service === 'string' ? service : '';
}

function instancesIn(options: ChannelOptions): readonly Instance[] {
  const instances: unknown = options[INSTANCES_ATTRIBUTE];
  return Array.isArray(instances) ? (instances as Instance[]) : [];
}

function publishedIn(options: ChannelOptions): ReadyInstances | undefined {
  const published: unknown = options[READY_ATTRIBUTE];
  return published instanceof ReadyInstances ? published : undefined;
}
