/** Names of fields whose values must not leave the process. */
const PRIVATE: ReadonlySet<string> = new Set([
  'email',
  'newEmail',
  'recipient',
  'phone',
  'password',
  'newPassword',
  'currentPassword',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'cartToken',
  'orderToken',
  'paymentToken',
  'authorization',
  'cookie',
  'set-cookie',
  'address',
  'shippingAddress',
  'billingAddress',
  'card',
  'cardNumber',
]);

const CENSOR = '[private]';
// Deeper than anything that is logged on purpose.
const DEPTH = 4;

type Fields = Record<string, unknown>;

/** The same object, or a copy without the values of private fields, at any depth that is logged. */
export function masked(fields: object, depth = DEPTH): Fields {
  let copy: Fields | undefined;
  for (const name of Object.keys(fields)) {
    const value = (fields as Fields)[name];
    const safe = PRIVATE.has(name) ? CENSOR : maskedValue(value, depth);
    if (safe !== value) (copy ??= { ...(fields as Fields) })[name] = safe;
  }
  return copy ?? (fields as Fields);
}

/** Errors are left to their serializer. */
function maskedValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => maskedValue(item, depth - 1));
  return Object.getPrototypeOf(value) === Object.prototype ? masked(value, depth - 1) : value;
}
