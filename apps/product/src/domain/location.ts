import { LOCATION } from '@tradepost/contracts/limits';
import { FieldErrors } from './field-errors.ts';

export interface LocationInput {
  readonly code: string;
  readonly name: string;
  readonly priority: number;
}

/** @throws DomainError `request.invalid` that lists all errors */
export function readLocation({ code, name, priority }: LocationInput): LocationInput {
  const errors = new FieldErrors();
  if (!/^[a-z0-9-]+$/.test(code) || code.length > LOCATION.code)
    errors.add('code', 'field.invalid', `Give 1 to ${LOCATION.code} lower-case letters, digits and dashes.`);
  errors.text('name', name, { max: LOCATION.name, isRequired: true });
  errors.wholeNumber('priority', priority, { min: -LOCATION.priority, max: LOCATION.priority });
  errors.throwIfAny();
  return { code, name, priority };
}
