import { DomainError, isUuid } from '@tradepost/decision';

export interface Cursor {
  readonly value: number | string;
  readonly id: string;
  readonly isGuessed: boolean;
}

/** An opaque token for the page after this entry, valid for the same sort only. */
export function cursorFor(sort: string, { value, id, isGuessed }: Cursor): string {
  const bytes = new TextEncoder().encode(JSON.stringify([sort, value, id, isGuessed ? 1 : 0]));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** @throws DomainError `cursor.invalid` if it was not made by `cursorFor`, or for another sort */
export function readCursor(token: string, sort: string): Cursor {
  const [madeFor, value, id, isGuessed] = decode(token);
  if (madeFor !== sort || !isValueOf(sort, value) || typeof id !== 'string' || !isUuid(id))
    throw new DomainError(
      'invalid',
      'cursor.invalid',
      'cursor: Not a cursor of this list. Start without one.',
    );
  return { value, id, isGuessed: isGuessed === 1 };
}

const LARGEST_INT32 = 2_147_483_647;

/** What the column of the sort may be compared with. Of anything else Postgres would make an error. */
function isValueOf(sort: string, value: unknown): value is number | string {
  switch (sort) {
    case 'title':
      return typeof value === 'string' && !value.includes('\0');
    case 'changed':
      return typeof value === 'string' && /^[1-9]\d{3}-/.test(value) && !Number.isNaN(Date.parse(value));
    default:
      return Number.isInteger(value) && Math.abs(Number(value)) <= LARGEST_INT32;
  }
}

function decode(token: string): unknown[] {
  try {
    const binary = atob(token.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(binary, (c) => c.charCodeAt(0)),
    );
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
