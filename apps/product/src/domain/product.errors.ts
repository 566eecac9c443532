import { DomainError } from '@tradepost/decision';
import type { Fault } from './faults.ts';

export const locationNotFound = () =>
  new DomainError('missing', 'location.not_found', 'There is no such location.');

export const productNotFound = (): DomainError =>
  new DomainError('missing', 'product.not_found', 'There is no such product.');

export const categoryNotFound = (): DomainError =>
  new DomainError('missing', 'category.not_found', 'There is no such category.');

export const variantNotFound = (): DomainError =>
  new DomainError('missing', 'variant.not_found', 'There is no such variant.');

export const pictureNotFound = (): DomainError =>
  new DomainError('missing', 'picture.not_found', 'There is no such picture.');

/** @throws DomainError `version.stale` unless it has the expected version, or any is fine */
export function checkVersion(version: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== version)
    throw new DomainError('stale', 'version.stale', `It has version ${version} by now, not ${expected}.`, {
      version,
    });
}

/** A refusal for one field: `field` is its path in the request, `remedy` what to give instead. */
export const invalidField = (field: string, remedy: string, code = 'field.invalid'): DomainError =>
  new DomainError('invalid', 'request.invalid', `${field}: ${remedy}`, {
    errors: [{ code, field, detail: remedy }],
  });

/** @throws DomainError `request.invalid` that lists the faults, if there are any */
export function checkFaults(faults: readonly Fault[]): void {
  const [first] = faults;
  if (first)
    throw new DomainError('invalid', 'request.invalid', `${first.field}: ${first.detail}`, {
      errors: faults.map((fault) => ({ ...fault })),
    });
}
