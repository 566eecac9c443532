import { isSelected } from './kustomize-patch.ts';
import { type Labels, type Manifest, podOf, titleOf } from './manifest.ts';

/** A pod, ours or another program's. */
export interface Peer {
  name: string;
  namespace: string;
  labels: Labels;
  /** Of its namespace. */
  namespaceLabels: Labels;
  ports: Port[];
}

export interface Port {
  port: number;
  protocol: 'TCP' | 'UDP';
}

interface Selector {
  matchLabels?: Labels;
  matchExpressions?: {
    key: string;
    operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    values?: string[];
  }[];
}

interface Rule {
  from?: RulePeer[];
  to?: RulePeer[];
  ports?: { port: number; protocol?: string }[];
}

interface RulePeer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}

interface Policy {
  podSelector: Selector;
  policyTypes: string[];
  ingress?: Rule[];
  egress?: Rule[];
}

/** One pod for every workload. */
export function peersOf(manifests: Manifest[]): Peer[] {
  return manifests.flatMap((owner) => {
    const pod = podOf(owner);
    if (!pod) return [];
    const { name, namespace = '' } = owner.metadata;
    const home = manifests.find((one) => one.kind === 'Namespace' && one.metadata.name === namespace);
    const ports = pod.containers.flatMap((container) => container.ports ?? []);
    return [
      {
        ...{ name, namespace, labels: owner.spec?.template?.metadata?.labels ?? {} },
        namespaceLabels: { ...home?.metadata.labels, 'kubernetes.io/metadata.name': namespace },
        ports: ports.map(({ containerPort: port, protocol = 'TCP' }) => ({ port, protocol })),
      },
    ];
  });
}

/** Who may open which port of whom, as `client -> server:port`. */
export function connectionsIn(manifests: Manifest[], clients: Peer[], servers: Peer[]): string[] {
  return clients.flatMap((client) =>
    servers
      .filter((server) => server !== client || server.labels['app.kubernetes.io/name']?.startsWith('consul'))
      .flatMap((server) => server.ports.map((port) => ({ server, port })))
      .filter(({ server, port }) => isAllowed(manifests, client, server, port))
      .map(
        ({ server, port }) =>
          `${client.name} -> ${server.name}:${port.port}${port.protocol === 'UDP' ? '/udp' : ''}`,
      ),
  );
}

/** As the API defines it: what no policy selects is open, and each of the two ends must agree. */
export function isAllowed(manifests: Manifest[], client: Peer, server: Peer, port: Port): boolean {
  return (
    lets(manifests, 'Egress', client, (rule, home) => matches(rule, rule.to, server, port, home)) &&
    lets(manifests, 'Ingress', server, (rule, home) => matches(rule, rule.from, client, port, home))
  );
}

function lets(
  manifests: Manifest[],
  type: 'Ingress' | 'Egress',
  self: Peer,
  fits: (rule: Rule, home: string) => boolean,
): boolean {
  const policies = manifests
    .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === self.namespace)
    .map((one) => ({ ...(one.spec as unknown as Policy), title: titleOf(one) }))
    .filter(
      ({ podSelector, policyTypes }) => policyTypes.includes(type) && selects(podSelector, self.labels),
    );
  const rules = policies.flatMap(({ ingress = [], egress = [] }) => (type === 'Ingress' ? ingress : egress));
  return policies.length === 0 || rules.some((rule) => fits(rule, self.namespace));
}

function matches(
  rule: Rule,
  peers: RulePeer[] | undefined,
  other: Peer,
  { port, protocol }: Port,
  home: string,
) {
  const isPort =
    !rule.ports || rule.ports.some((one) => one.port === port && (one.protocol ?? 'TCP') === protocol);
  return isPort && (!peers || peers.some((peer) => isPeer(peer, other, home)));
}

/** Address ranges name what is outside: the specs keep pods out of them. */
function isPeer({ podSelector, namespaceSelector, ipBlock }: RulePeer, other: Peer, home: string): boolean {
  if (ipBlock) return false;
  const isHome = namespaceSelector
    ? selects(namespaceSelector, other.namespaceLabels)
    : other.namespace === home;
  return isHome && (!podSelector || selects(podSelector, other.labels));
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  const words = { In: 'in', NotIn: 'notin' } as const;
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const terms = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    return operator === 'DoesNotExist' ? `!${key}` : `${key} ${words[operator]} (${values.join(',')})`;
  });
  return isSelected(labels, [...equal, ...terms].join(','));
}
