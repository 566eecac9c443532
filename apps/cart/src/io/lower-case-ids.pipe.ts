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

/** Puts every UUID in a field `…Id` into lower case, at any depth. In place: a copy would cost three times as much. */
export function lowerCaseIds<T>(value: T): T {
  if (Array.isArray(value)) value.forEach(lowerCaseIds);
  else if (typeof value === 'object' && value !== null) lowerCaseIdsOf(value as Record<string, unknown>);
  return value;
}

function lowerCaseIdsOf(message: Record<string, unknown>): void {
  for (const name in message) {
    const field = message[name];
    if (typeof field !== 'string') lowerCaseIds(field);
    else if (name.endsWith('Id')) message[name] = normaliseUuid(field) ?? field;
  }
}
