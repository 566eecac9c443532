/** One running instance of a service, as its callers see it. */
export interface Instance {
  /** Unique per boot: a restarted process is a new instance, even on its old port. */
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** Its share of the traffic relative to its siblings; 1 by default. */
  readonly weight: number;
  readonly version: string;
}

/** Gets the whole set on every change; `note` says why it is empty or may be outdated, else it is ''. */
export type InstancesListener = (instances: readonly Instance[], note: string) => void;

/** What is known about the registry's answers for one service. */
export interface FollowedService {
  readonly service: string;
  /** Milliseconds since the registry's last answer; undefined: it has never answered. */
  readonly answeredAgoMs: number | undefined;
  /** Whether the registry answered the last query. */
  readonly isAnswered: boolean;
}

/** The log of this library: one line per change of state, none per attempt. */
export type Log = (level: 'info' | 'warn', message: string, facts?: Record<string, unknown>) => void;

/** The port that provides the instances of a service to the gRPC resolver and the balancer. */
export abstract class Discovery {
  /** The scheme of this registry's gRPC targets. */
  abstract readonly scheme: string;

  /**
   * Follows a service until the returned function is called. The listener is never called before `watch` has
   * returned; it gets an empty set while no instance can be known, so that calls fail instead of hanging.
   */
  abstract watch(service: string, onChange: InstancesListener): () => void;

  /** The services that are followed, for metrics; none where there is no registry. */
  followed(): readonly FollowedService[] {
    return [];
  }

  /** Ends every watch. */
  abstract close(): void;

  /** The gRPC channel target of a service: `consul:///product`. */
  target(service: string): string {
    return `${this.scheme}:///${service}`;
  }
}
