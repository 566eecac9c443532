import { connectivityState, experimental } from '@grpc/grpc-js';
import type { ChannelOptions } from '@grpc/grpc-js';
import { InstanceHealth } from './instance-health.ts';
import type { Candidate } from './policies.ts';

interface MemberOptions {
  readonly key: string;
  readonly weight: number;
  readonly endpoint: experimental.Endpoint;
  readonly options: ChannelOptions;
  readonly helper: experimental.ChannelControlHelper;
  readonly onChange: (errorMessage: string | null) => void;
}

/** One instance in a balancer: its connection, its health, and what choosing needs to know of it. */
export class Member implements Candidate {
  readonly key: string;
  readonly health = new InstanceHealth();
  weight: number;
  portion = 1;
  /** A random first turn: channels that start together do not all begin with the same instance. */
  credit = Math.random();
  readonly #leaf: experimental.LeafLoadBalancer;
  #subchannel: experimental.SubchannelInterface | undefined;
  #hasLeft = false;

  constructor({ key, weight, endpoint, options, helper, onChange }: MemberOptions) {
    this.key = key;
    this.weight = weight;
    const ownHelper = experimental.createChildChannelControlHelper(helper, {
      createSubchannel: (address, args) => {
        this.#subchannel = helper.createSubchannel(address, args);
        return this.#subchannel;
      },
      updateState: (_state, _picker, errorMessage) => {
        if (!this.#hasLeft) onChange(errorMessage);
      },
    });
    this.#leaf = new experimental.LeafLoadBalancer(endpoint, ownHelper, options, '');
    this.#leaf.startConnecting();
    // An earlier instance on this address may have left its connection waiting for the next attempt.
    this.resetBackoff();
  }

  get state(): connectivityState {
    return this.#leaf.getConnectivityState();
  }

  get inFlight(): number {
    return this.health.inFlight;
  }

  pick(args: experimental.PickArgs): experimental.PickResult {
    return this.#leaf.getPicker().pick(args);
  }

  stayConnected(): void {
    if (this.state === connectivityState.IDLE) this.#leaf.exitIdle();
  }

  resetBackoff(): void {
    this.#subchannel?.getRealSubchannel().resetBackoff();
  }

  leave(): void {
    this.#hasLeft = true;
    this.#leaf.destroy();
  }
}
