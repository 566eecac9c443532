import { DomainError } from '@tradepost/decision';

export const locationNotFound = (): DomainError =>
  new DomainError('missing', 'location.not_found', 'There is no such location.');

export const productNotFound = (): DomainError =>
  new DomainError('missing', 'product.not_found', 'There is no such product.');

export const categoryNotFound = (): DomainError =>
  new DomainError('missing', 'category.not_found', 'There is no such category.');

export const variantNotFound = (): DomainError =>
  new DomainError('missing', 'variant.not_found', 'There is no such variant.');

export const pictureNotFound = (): DomainError =>
  new DomainError('missing', 'picture.not_found', 'There is no such picture.');

/** @throws DomainError `version.stale` unless it has the expected version, or the caller expects none */
export function checkVersion(version: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== version)
    throw new DomainError(
      'stale',
      'version.stale',
      `The version is ${version} by now, not ${expected}. Read it again and repeat the change.`,
      { version },
    );
}
