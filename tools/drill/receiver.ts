import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { hasLabels } from './prometheus-client.ts';

interface Notification {
  status: 'firing' | 'resolved';
  labels: Record<string, string>;
  at: number;
}

/** Records what Alertmanager would have told the person on call. */
export class Receiver {
  readonly notifications: Notification[] = [];
  private readonly server = http.createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      this.record(text);
      response.end();
    });
  });

  static async open(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((done) => receiver.server.listen(0, '127.0.0.1', done));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  has(
    status: Notification['status'],
    alert: string,
    { since, labels = {} }: { since: number; labels?: Record<string, string> | undefined },
  ): boolean {
    return this.notifications.some(
      (one) =>
        one.status === status &&
        one.at >= since &&
        one.labels['alertname'] === alert &&
        hasLabels(one.labels, labels),
    );
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }

  private record(text: string): void {
    const { alerts } = JSON.parse(text) as { alerts: Omit<Notification, 'at'>[] };
    for (const { status, labels } of alerts) this.notifications.push({ status, labels, at: Date.now() });
  }
}
