import { hashOf } from '@tradepost/discovery';

/** What decides on the instance. Undefined: the client has no affinity, or the request nothing in that field. */
export function affinityOf(request: unknown, field: string | undefined): number | undefined {
  const value = field && (request as Readonly<Record<string, unknown>>)[field];
  return value && typeof value === 'string' ? hashOf(value) : undefined;
}
