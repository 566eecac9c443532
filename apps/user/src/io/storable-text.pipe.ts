import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';

/** Refuses the character NUL in any field of a request: Postgres can't store it. */
@Injectable()
export class StorableText implements PipeTransform {
  transform(value: unknown, { type }: ArgumentMetadata): unknown {
    // Nest also passes the context of the call through pipes.
    if (type === 'body') assertStorable(value, '');
    return value;
  }
}

function assertStorable(value: unknown, field: string): void {
  if (typeof value === 'string' && value.includes('\0')) throw notStorable(field);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) assertStorable(part, field ? `${field}.${name}` : name);
}

function notStorable(field: string): DomainError {
  const detail = `${field} must not contain the NUL character.`;
  const errors = [{ code: 'field.invalid', field, detail }];
  return new DomainError('invalid', 'request.invalid', detail, { errors });
}
