import { PAYMENT } from '@tradepost/contracts/limits';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { Type, type Static, type TProperties, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';

const shape = <P extends TProperties>(properties: P) =>
  standard(Type.Object(properties, { additionalProperties: false }));

// Postgres can't store the character NUL.
const pattern = '^[^\\u0000]*$';
const key = Type.String({ minLength: 1, maxLength: 200, pattern });
const amount = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

export const AuthorizeBody = shape({
  key,
  amount,
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  // As long as the shop passes on: an unknown token is refused as one, not as a malformed request.
  token: Type.String({ minLength: PAYMENT.token.min, maxLength: PAYMENT.token.max }),
  reference: Type.String({ maxLength: 200, pattern }),
});
export const MovementBody = shape({ key, amount });
export const KeyBody = shape({ key });
export const ChallengeBody = shape({ outcome: Type.Enum(['passed', 'failed']) });
export const KeyQuery = shape({ key });
/** `return`: where the payer continues. */
export const ChallengeQuery = shape({ return: Type.Optional(Type.String({ maxLength: 500 })) });
export const LedgerQuery = shape({ after: Type.Optional(Type.String({ format: 'uuid' })) });

/** What a request has once the schema accepted it. */
export type Valid<S extends StandardSchemaV1> = StandardSchemaV1.InferOutput<S>;

/** A TypeBox schema as Nest's `@Body({ schema })` and `StandardSchemaValidationPipe` take it: https://standardschema.dev */
function standard<S extends TSchema>(schema: S): StandardSchemaV1<unknown, Static<S>> {
  const validator = Compile(schema);
  const validate = (value: unknown): StandardSchemaV1.Result<Static<S>> =>
    validator.Check(value) ? { value } : { issues: issuesOf(validator.Errors(value)) };
  return { '~standard': { version: 1, vendor: 'typebox', validate } };
}

/** `boolean` repeats what `additionalProperties` says. */
const issuesOf = (errors: readonly TLocalizedValidationError[]) =>
  errors.filter(({ keyword }) => keyword !== 'boolean').map((error) => ({ message: textOf(error) }));

/** Names the field and the rule. */
function textOf({ keyword, instancePath, message, params }: TLocalizedValidationError): string {
  const field = instancePath.slice(1).replaceAll('/', '.') || 'the request';
  if (keyword === 'required') return `${params.requiredProperties.join(', ')} must be given`;
  if (keyword === 'additionalProperties') return `${params.additionalProperties.join(', ')} must be left out`;
  if (keyword === 'enum') return `${field} must be one of ${params.allowedValues.join(', ')}`;
  if (keyword === 'type') return `${field} must be of type ${String(params.type)}`;
  return `${field} ${message}`;
}
