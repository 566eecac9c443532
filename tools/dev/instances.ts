import { existsSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './processes/ports.ts';
import { services, type Service } from './services.ts';
import { root } from './stack.ts';

/** One process of a service with its addresses, fixed for as long as the stack is up. */
export interface Instance {
  service: Service;
  /** `product`, or `product-2` where there are several. */
  name: string;
  /** gRPC or HTTP, whichever it speaks. */
  port: number;
  opsPort: number;
}

export async function planInstances(
  counts: Record<string, number>,
  gatewayPort: number,
): Promise<Instance[]> {
  const plan: Instance[] = [];
  for (const service of services.filter(isThere)) {
    const count = counts[service.app] ?? 1;
    for (let number = 1; number <= count; number++) {
      const name = count === 1 ? service.app : `${service.app}-${number}`;
      const isPublic = service.app === 'gateway' && number === 1;
      const port = isPublic ? gatewayPort : await freePort();
      plan.push({ service, name, port, opsPort: await freePort() });
    }
  }
  return plan;
}

function isThere({ app }: Service): boolean {
  return existsSync(path.join(root, 'apps', app, 'src/main.ts'));
}

/** `product=127.0.0.1:5001,127.0.0.1:5002;cart=127.0.0.1:5003` */
export function staticAddresses(plan: Instance[]): string {
  const byApp = new Map<string, string[]>();
  for (const { service, port } of plan.filter((one) => one.service.speaks === 'grpc')) {
    byApp.set(service.app, [...(byApp.get(service.app) ?? []), `127.0.0.1:${port}`]);
  }
  return [...byApp].map(([app, addresses]) => `${app}=${addresses.join(',')}`).join(';');
}

export function portVariables({ service, port, opsPort }: Instance): Record<string, string> {
  return { [service.speaks === 'grpc' ? 'GRPC_PORT' : 'PORT']: String(port), OPS_PORT: String(opsPort) };
}
