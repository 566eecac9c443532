/** What a drill asks Prometheus. */
export class PrometheusClient {
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Whether the query has a sample now. */
  async hasSample(query: string): Promise<boolean> {
    const { result } = await this.get<{ result: unknown[] }>(`query?query=${encodeURIComponent(query)}`);
    return result.length > 0;
  }

  async isFiring(alert: string, labels: Record<string, string> = {}): Promise<boolean> {
    const { alerts } = await this.get<{ alerts: Alert[] }>('alerts');
    return alerts.some(
      (one) => one.state === 'firing' && one.labels['alertname'] === alert && hasLabels(one.labels, labels),
    );
  }

  /** Service names of targets that are scraped. */
  async targets(): Promise<string[]> {
    const { activeTargets } = await this.get<{
      activeTargets: { health: string; labels: Record<string, string> }[];
    }>('targets');
    return activeTargets
      .filter(({ health }) => health === 'up')
      .map(({ labels }) => labels['service_name'] ?? '');
  }

  private async get<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1/${path}`, { signal: AbortSignal.timeout(10_000) });
    const { status, data, error } = (await answer.json()) as { status: string; data: T; error?: string };
    if (status !== 'success') throw new Error(`Prometheus: ${error}`);
    return data;
  }
}

interface Alert {
  state: string;
  labels: Record<string, string>;
}

export function hasLabels(labels: Record<string, string>, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
