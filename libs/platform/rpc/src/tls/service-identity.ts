/** The name of a service in its certificate: `spiffe://<trust domain>/ns/<namespace>/sa/<service>`. */
export interface ServiceIdentity {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly service: string;
}

const SPIFFE = /^spiffe:\/\/([a-z0-9._-]+)\/ns\/([a-z0-9-]+)\/sa\/([a-z0-9-]+)$/;

/**
 * Reads Node's text of the alternative names (`URI:spiffe://…, DNS:…`). As SPIFFE demands, a certificate names one service:
 * with two URIs it names none.
 */
export function identityIn(alternativeNames: string | undefined): ServiceIdentity | undefined {
  const uris = (alternativeNames ?? '').split(', ').filter((name) => name.startsWith('URI:'));
  const [, trustDomain, namespace, service] = SPIFFE.exec(uris[0]?.slice('URI:'.length) ?? '') ?? [];
  if (uris.length !== 1 || !trustDomain || !namespace || !service) return undefined;
  return { trustDomain, namespace, service };
}

/** Services of one shop share trust domain and namespace. */
export const isSameShop = (one: ServiceIdentity, other: ServiceIdentity): boolean =>
  one.trustDomain === other.trustDomain && one.namespace === other.namespace;

export const toUri = ({ trustDomain, namespace, service }: ServiceIdentity): string =>
  `spiffe://${trustDomain}/ns/${namespace}/sa/${service}`;
