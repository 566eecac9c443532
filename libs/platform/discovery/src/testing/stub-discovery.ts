import { Discovery, type Instance, type InstancesListener } from '../discovery.ts';
import type { EchoServer } from './echo.ts';

/** Publishes the instances that a test gives it. */
export class StubDiscovery extends Discovery {
  readonly scheme: string;
  readonly listeners = new Set<InstancesListener>();
  private current: { instances: readonly Instance[]; note: string } | undefined;

  constructor(scheme: string) {
    super();
    this.scheme = scheme;
  }

  watch(_service: string, onChange: InstancesListener): () => void {
    this.listeners.add(onChange);
    queueMicrotask(() => {
      if (this.current && this.listeners.has(onChange)) onChange(this.current.instances, this.current.note);
    });
    return () => this.listeners.delete(onChange);
  }

  publish(servers: readonly EchoServer[], note = '', weights: Record<string, number> = {}): void {
    const instances = servers.map(({ name, port }) => ({
      id: `${name}-${port}`,
      host: '127.0.0.1',
      port,
      weight: weights[name] ?? 1,
      version: '',
    }));
    this.current = { instances, note };
    for (const listener of this.listeners) listener(instances, note);
  }

  close(): void {
    this.listeners.clear();
  }
}
