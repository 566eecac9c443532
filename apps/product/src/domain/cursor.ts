import { DomainError, isUuid } from '@tradepost/decision';

export type Cursor = { readonly value: number | string; readonly id: string; readonly isGuessed: boolean };

/** An opaque token for "after this one", good for the same sort only. */
export function cursorFor(sort: string, { value, id, isGuessed }: Cursor): string {
  const bytes = new TextEncoder().encode(JSON.stringify([sort, value, id, isGuessed ? 1 : 0]));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** @throws DomainError `cursor.invalid` when it is no token of ours or was made for another sort */
export function readCursor(token: string, sort: string): Cursor {
  const [madeFor, value, id, isGuessed] = decode(token);
  const isValue =
    sort === 'title' || sort === 'changed' ? typeof value === 'string' : Number.isSafeInteger(value);
  if (madeFor !== sort || !isValue || typeof id !== 'string' || !isUuid(id))
    throw new DomainError(
      'invalid',
      'cursor.invalid',
      'This cursor belongs to another list; begin without one.',
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
