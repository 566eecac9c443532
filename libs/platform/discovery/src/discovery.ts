/** One running copy of a service, as its callers see it. */
export interface Instance {
  /** Unique per boot: a restarted copy is a new instance, even on its old port. */
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** Its share of the traffic relative to its siblings; 1 unless it says otherwise. */
  readonly weight: number;
  readonly version: string;
}

/** Hears the whole set on every change; `note` says why a set is empty or may be out of date, else it is ''. */
export type InstancesListener = (instances: readonly Instance[], note: string) => void;

/** Where this library says what happened to it: one line per change of state, none per attempt. */
export type Log = (level: 'info' | 'warn', message: string, facts?: Record<string, unknown>) => void;

/** Knows where the instances of a service are. The gRPC resolver and every balancer live on this port. */
export abstract class Discovery {
  /** The scheme of this registry's gRPC targets. */
  abstract readonly scheme: string;

  /**
   * Follows a service until the returned function is called. The listener is never called before `watch` has
   * returned; it hears an empty set when nothing can be known yet, so that callers fail instead of hanging.
   */
  abstract watch(service: string, onChange: InstancesListener): () => void;

  /** Ends every watch. */
  abstract close(): void;

  /** What to give to a gRPC channel to reach a service: `consul:///product`. */
  target(service: string): string {
    return `${this.scheme}:///${service}`;
  }
}
