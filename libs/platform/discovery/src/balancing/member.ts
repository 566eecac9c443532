import { connectivityState, experimental, type ChannelOptions } from '@grpc/grpc-js';
import { hashOf } from './affinity.ts';
import { InstanceHealth } from './instance-health.ts';
import type { Candidate } from './policies.ts';
import type { ReadyInstance } from './ready-instances.ts';

let members = 0;

interface MemberOptions {
  readonly key: string;
  readonly weight: number;
  readonly endpoint: experimental.Endpoint;
  readonly options: ChannelOptions;
  readonly helper: experimental.ChannelControlHelper;
  readonly onChange: (errorMessage: string | null) => void;
  readonly onEject: () => void;
}

/** One instance in a balancer: its connection, its health and its weight. */
export class Member implements Candidate, ReadyInstance {
  readonly key: string;
  readonly hash: number;
  /** Of this connection: an instance that comes back at the same address has another one. */
  readonly id = String((members += 1));
  readonly health: InstanceHealth;
  weight: number;
  portion = 1;
  /** A random initial credit, so that channels that start together don't all begin with the same instance. */
  credit = Math.random();
  private readonly leaf: experimental.LeafLoadBalancer;
  private subchannel: experimental.SubchannelInterface | undefined;
  private hasLeft = false;

  constructor({ key, weight, endpoint, options, helper, onChange, onEject }: MemberOptions) {
    this.key = key;
    this.hash = hashOf(key);
    this.health = new InstanceHealth(onEject);
    this.weight = weight;
    const ownHelper = experimental.createChildChannelControlHelper(helper, {
      createSubchannel: (address, args) => {
        this.subchannel = helper.createSubchannel(address, args);
        return this.subchannel;
      },
      updateState: (_state, _picker, errorMessage) => {
        if (!this.hasLeft) onChange(errorMessage);
      },
    });
    this.leaf = new experimental.LeafLoadBalancer(endpoint, ownHelper, options, '');
    this.leaf.startConnecting();
    // An earlier instance at this address may have left its subchannel in backoff.
    this.resetBackoff();
  }

  get state(): connectivityState {
    return this.leaf.getConnectivityState();
  }

  get inFlight(): number {
    return this.health.inFlight;
  }

  pick(args: experimental.PickArgs): experimental.PickResult {
    return this.leaf.getPicker().pick(args);
  }

  stayConnected(): void {
    if (this.state === connectivityState.IDLE) this.leaf.exitIdle();
  }

  resetBackoff(): void {
    this.subchannel?.getRealSubchannel().resetBackoff();
  }

  leave(): void {
    this.hasLeft = true;
    this.leaf.destroy();
  }
}
