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
  if (madeFor !== sort || !isValueOf(sort, value) || typeof id !== 'string' || !isUuid(id)) throw invalid();
  return { value, id, isGuessed: isGuessed === 1 };
}

/** Where a category stands in the list: by depth, position and slug. */
export interface CategoryPlace {
  readonly depth: number;
  readonly position: number;
  readonly slug: string;
}

export const categoryCursor = ({ depth, position, slug }: CategoryPlace): string =>
  cursorFor('categories', { value: `${depth} ${position}`, id: slug, isGuessed: false });

/** @throws DomainError `cursor.invalid` */
export function readCategoryCursor(token: string): CategoryPlace {
  const [madeFor, value, slug] = decode(token);
  const [depth = NaN, position = NaN] = typeof value === 'string' ? value.split(' ').map(Number) : [];
  const isPlace = [depth, position].every((one) => Number.isInteger(one) && Math.abs(one) <= LARGEST_INT32);
  if (madeFor !== 'categories' || !isPlace || typeof slug !== 'string' || slug.includes('\0'))
    throw invalid();
  return { depth, position, slug };
}

const invalid = (): DomainError =>
  new DomainError('invalid', 'cursor.invalid', 'cursor: Not a cursor of this list. Start without one.');

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
