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
  const isValue =
    sort === 'title' || sort === 'changed' ? typeof value === 'string' : Number.isSafeInteger(value);
  if (madeFor !== sort || !isValue || typeof id !== 'string' || !isUuid(id))
    throw new DomainError(
      'invalid',
      'cursor.invalid',
      'cursor: Not a cursor of this list. Start without one.',
    );
  return { value: value as number | string, id, isGuessed: isGuessed === 1 };
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
