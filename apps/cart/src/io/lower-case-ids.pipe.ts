import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { normaliseUuid } from '@tradepost/decision';

/** Callers may write UUIDs in capitals; here they are stored and compared in lower case. */
@Injectable()
export class LowerCaseIds implements PipeTransform {
  transform(value: unknown, { type }: ArgumentMetadata): unknown {
    // Nest also passes the context of the call through pipes.
    return type === 'body' ? lowerCaseIds(value) : value;
  }
}

/** The message with every UUID in a field `…Id` in lower case, at any depth. */
export function lowerCaseIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCaseIds);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      typeof field === 'string' && name.endsWith('Id')
        ? (normaliseUuid(field) ?? field)
        : lowerCaseIds(field),
    ]),
  );
}
