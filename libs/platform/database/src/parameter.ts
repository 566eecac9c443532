/** A parameter as Postgres reads it: as text, or as bytes. */
export function toParameter(value: unknown): string | Uint8Array | null {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return `${value as number | bigint | boolean}`;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return arrayOf(value);
  return ArrayBuffer.isView(value) ? bytesOf(value) : JSON.stringify(value);
}

/** The text of an array, such as `{"a","b",NULL}`. */
const arrayOf = (items: readonly unknown[]): string => `{${items.map(itemOf).join(',')}}`;

function itemOf(item: unknown): string {
  if (Array.isArray(item)) return arrayOf(item);
  const value = toParameter(item);
  if (value === null) return 'NULL';
  if (typeof value !== 'string') return `"\\\\x${Buffer.from(value).toString('hex')}"`;
  return `"${NEEDS_ESCAPE.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
}

const NEEDS_ESCAPE = /["\\]/;

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
