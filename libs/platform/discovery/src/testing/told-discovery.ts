import { Discovery } from '../discovery.ts';
import type { Instance, InstancesListener } from '../discovery.ts';
import type { EchoServer } from './echo.ts';

/** Knows what a test tells it. */
export class ToldDiscovery extends Discovery {
  readonly scheme: string;
  readonly listeners = new Set<InstancesListener>();
  #told: { instances: readonly Instance[]; note: string } | undefined;

  constructor(scheme: string) {
    super();
    this.scheme = scheme;
  }

  watch(_service: string, onChange: InstancesListener): () => void {
    this.listeners.add(onChange);
    queueMicrotask(() => {
      if (this.#told && this.listeners.has(onChange)) onChange(this.#told.instances, this.#told.note);
    });
    return () => this.listeners.delete(onChange);
  }

  tell(servers: readonly EchoServer[], note = '', weights: Record<string, number> = {}): void {
    const instances = servers.map(({ name, port }) => ({
      id: `${name}-${port}`,
      host: '127.0.0.1',
      port,
      weight: weights[name] ?? 1,
      version: '',
    }));
    this.#told = { instances, note };
    for (const listener of this.listeners) listener(instances, note);
  }

  close(): void {
    this.listeners.clear();
  }
}
