/** Registers this process with a registry. An unavailable registry never makes these methods reject. */
export abstract class Registration {
  /** Unique per boot: `product-0191…`. */
  abstract readonly id: string;

  /** Whether callers find this process, as far as it knows. */
  abstract readonly isRegistered: boolean;

  /** Registers and stays registered; resolves after the first attempt, successful or not. */
  abstract start(): Promise<void>;

  /** Deregisters; resolves when callers can no longer find this process, or when the registry does not answer. */
  abstract stop(): Promise<void>;
}

/** For drivers without registration: a static list, DNS. */
export class NoRegistration extends Registration {
  readonly id: string;
  readonly isRegistered = true;

  constructor(id: string) {
    super();
    this.id = id;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}
}
