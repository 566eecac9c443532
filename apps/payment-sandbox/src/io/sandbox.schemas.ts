import type { Movement } from '../domain/authorization.ts';

// Postgres has no place for the character NUL.
const pattern = '^[^\\u0000]*$';
const key = { type: 'string', minLength: 1, maxLength: 200, pattern };
const amount = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };

const closed = (properties: object, required: readonly string[]) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

export type MovementBody = Pick<Movement, 'key' | 'amount'>;

export const authorizeBody = closed(
  {
    key,
    amount,
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    token: { type: 'string', minLength: 1, maxLength: 100 },
    reference: { type: 'string', maxLength: 200, pattern },
  },
  ['key', 'amount', 'currency', 'token', 'reference'],
);
export const movementBody = closed({ key, amount }, ['key', 'amount']);
export const challengeBody = closed({ outcome: { enum: ['passed', 'failed'] } }, ['outcome']);
/** Where the shop wants its payer back. */
export const challengeQuery = closed({ return: { type: 'string', maxLength: 500 } }, []);
export const voidBody = closed({ key }, ['key']);
export const byKey = closed({ key }, ['key']);
export const page = closed({ after: { type: 'string', format: 'uuid' } }, []);
