import { IDEMPOTENCY_KEY, LINES, ORDER_TEXT, PAGE_SIZE } from '@tradepost/contracts/limits';
import { DomainError, isUuid, normaliseUuid } from '@tradepost/decision';
import { isStorable } from '../domain/text.ts';

export const invalid = (detail: string): DomainError => new DomainError('invalid', 'request.invalid', detail);

/** The id in lower case, as it is stored; undefined: it is no UUID, so nothing has this id. */
export const idIn = (text: string): string | undefined => normaliseUuid(text);

/** @throws DomainError `request.invalid` */
export function assertPageSize(pageSize: number): void {
  const { min, max } = PAGE_SIZE;
  if (!Number.isInteger(pageSize) || pageSize < min || pageSize > max)
    throw invalid(`\`page_size\` must be a whole number from ${min} to ${max}.`);
}

/** @throws DomainError `cursor.invalid` */
export function assertCursor(isValid: boolean): void {
  if (isValid) return;
  throw new DomainError('invalid', 'cursor.invalid', 'cursor: Not a cursor of this list. Start without one.');
}

/** @throws DomainError `request.invalid` */
export function assertText(name: string, text: string, most: number = ORDER_TEXT.reason): void {
  if (text.length > most || !isStorable(text))
    throw invalid(`\`${name}\` must have at most ${most} characters, without NUL.`);
}

/** @throws DomainError `request.invalid` */
export function assertKey(key: string): void {
  if (key.length > IDEMPOTENCY_KEY.max)
    throw invalid(`\`idempotency_key\` must have at most ${IDEMPOTENCY_KEY.max} characters.`);
}

/** @throws DomainError `request.invalid` */
export function assertLineCount(lines: readonly unknown[]): void {
  if (lines.length > LINES.purchase) throw invalid(`\`lines\` must have at most ${LINES.purchase} entries.`);
}

export const isIdOrEmpty = (text: string): boolean => text === '' || isUuid(text);
