import { Discovery, type Instance, type InstancesListener } from './discovery.ts';

/** Instances from a list that never changes: `product=127.0.0.1:5001,127.0.0.1:5002;cart=127.0.0.1:5003`. */
export class StaticDiscovery extends Discovery {
  readonly scheme: string;
  private readonly services: ReadonlyMap<string, readonly Instance[]>;

  constructor(list: string, scheme = 'static') {
    super();
    this.scheme = scheme;
    this.services = parseStaticList(list);
  }

  watch(service: string, onChange: InstancesListener): () => void {
    let isWatched = true;
    const instances = this.services.get(service);
    const note = instances ? '' : 'the static list does not contain it';
    queueMicrotask(() => {
      if (isWatched) onChange(instances ?? [], note);
    });
    return () => {
      isWatched = false;
    };
  }

  close(): void {}
}

/** Throws with the invalid entry in the message: ignoring it would hide instances. */
export function parseStaticList(list: string): Map<string, readonly Instance[]> {
  const services = new Map<string, readonly Instance[]>();
  for (const entry of parts(list, ';')) {
    const [name = '', addresses = '', ...rest] = entry.split('=').map((part) => part.trim());
    if (!name || !addresses || rest.length > 0)
      throw new Error(`static discovery list: "${entry}" is not name=host:port,…`);
    if (services.has(name)) throw new Error(`static discovery list: "${name}" is named twice`);
    services.set(
      name,
      parts(addresses, ',').map((address) => parseAddress(name, address)),
    );
  }
  return services;
}

function parseAddress(service: string, address: string): Instance {
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<host>[^\s:]+)):(?<port>\d+)$/.exec(address);
  const port = Number(match?.groups?.['port']);
  const host = match?.groups?.['v6'] ?? match?.groups?.['host'];
  if (!host || port < 1 || port > 65_535)
    throw new Error(`static discovery list: "${address}" of "${service}" is not host:port`);
  return { id: `${service}-${address}`, host, port, weight: 1, version: '' };
}

function parts(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
