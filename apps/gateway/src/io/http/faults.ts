import { ACCOUNT } from '@tradepost/contracts/limits';
import { type Json, passwordLength } from '@tradepost/decision';
import type { ErrorObject } from 'ajv';

/** Where in a request a value stood. */
export type Part = 'body' | 'query' | 'params';

/** An entry of `errors` in a problem: names the field, the rule and the remedy. */
export type Fault = { code: string; in: Part; field: string; detail: string } & Record<string, Json>;

/** What ajv found wrong, in the order of the schema. */
export function faultsOf(errors: readonly ErrorObject[], part: Part): Fault[] {
  return errors
    .filter((error) => !isAboutNullBranch(error) && !(error.keyword === 'enum' && Array.isArray(error.data)))
    .map((error) => {
      const field = fieldOf(error);
      const name = field === '' ? (part === 'params' ? 'The path' : `The ${part}`) : `"${field}"`;
      return {
        code: codeOf(error),
        in: part,
        field,
        detail: isRepeated(error, part)
          ? `${name} must be given once; it is there ${sizeOf(error)} times.`
          : (SENTENCES[error.keyword] ?? other)(name, error, part),
      };
    });
}

/** A query has an array where a parameter is repeated; those that may be are arrays in the schema, too. */
const isRepeated = ({ keyword, data, params }: ErrorObject, part: Part): boolean =>
  part === 'query' && Array.isArray(data) && keyword === 'type' && params['type'] !== 'array';

/** A nullable field is `anyOf [type, null]`: what is wrong with the type says everything. */
const isAboutNullBranch = ({ keyword, params, schemaPath }: ErrorObject): boolean =>
  keyword === 'anyOf' || (schemaPath.includes('/anyOf/') && params['type'] === 'null');

function fieldOf({ keyword, params, instancePath }: ErrorObject): string {
  const path = instancePath.slice(1).replaceAll('/', '.');
  const property =
    keyword === 'additionalProperties'
      ? String(params['additionalProperty'])
      : keyword === 'required'
        ? String(params['missingProperty'])
        : '';
  return [path, property].filter(Boolean).join('.');
}

/** A password, whose length is that of its normalised form. */
export const isLongEnough = (typed: string): boolean => lengthFault(typed) === undefined;

function lengthFault(typed: string): 'minLength' | 'maxLength' | undefined {
  const length = passwordLength(typed);
  if (length < ACCOUNT.password.min) return 'minLength';
  return length > ACCOUNT.password.max ? 'maxLength' : undefined;
}

function codeOf({ keyword, params, data }: ErrorObject): string {
  if (params['format'] === 'password') return `field.${lengthFault(data as string)}`;
  return CODES[keyword] ?? `field.${keyword}`;
}

/** Stable; keywords that are not listed give `field.<keyword>`. */
const CODES: Record<string, string> = {
  additionalProperties: 'field.unknown',
  required: 'field.missing',
  type: 'field.type',
  format: 'field.format',
  pattern: 'field.format',
  enum: 'field.choice',
  minimum: 'field.range',
  maximum: 'field.range',
};

type Sentence = (name: string, error: ErrorObject, part: Part) => string;

const other: Sentence = (name, { message }) => `${name} ${message ?? 'is not valid'}.`;
const range: Sentence = (name, error) => `${name} must be ${bounds(error, 'minimum', 'maximum')}.`;
const length: Sentence = (name, error) =>
  `${name} must have ${bounds(error, 'minLength', 'maxLength')} characters; it has ${sizeOf(error)}.`;
const items: Sentence = (name, error) =>
  `${name} must have ${bounds(error, 'minItems', 'maxItems')} entries; it has ${sizeOf(error)}.`;

const SENTENCES: Record<string, Sentence> = {
  additionalProperties: (name) => `${name} is not a known field. Remove it.`,
  required: (name, _error, part) =>
    `${name} is required. Add it to the ${part === 'params' ? 'path' : part}.`,
  type: (name, { params }) => `${name} must be ${TYPES[String(params['type'])] ?? String(params['type'])}.`,
  format: (name, { params, data }) =>
    params['format'] === 'password'
      ? `${name} must have between ${ACCOUNT.password.min} and ${ACCOUNT.password.max} characters; it has ${passwordLength(data as string)}.`
      : `${name} must be ${FORMATS[String(params['format'])] ?? 'well-formed'}.`,
  pattern: (name, { params, parentSchema }) =>
    params['pattern'] === NOT_BLANK
      ? `${name} must contain more than spaces.`
      : params['pattern'] === NO_NUL
        ? `${name} must not contain the character NUL (U+0000).`
        : `${name} must match ${String(params['pattern'])}${hintOf(parentSchema)}.`,
  enum: (name, { params }) => `${name} must be one of ${(params['allowedValues'] as unknown[]).join(', ')}.`,
  const: (name, { params }) => `${name} must be ${JSON.stringify(params['allowedValue'])}, or be left out.`,
  minimum: range,
  maximum: range,
  minLength: length,
  maxLength: length,
  minItems: items,
  maxItems: items,
};

/** Pattern of text that people type. */
export const NOT_BLANK = '\\S';

/** Pattern of text that a database looks for: Postgres knows no NUL. */
export const NO_NUL = '^[^\\u0000]*$';

const TYPES: Record<string, string> = {
  string: 'a string',
  integer: 'an integer, without quotes or decimals',
  number: 'a number, without quotes',
  boolean: 'true or false, without quotes',
  array: 'an array',
  object: 'an object',
};

const FORMATS: Record<string, string> = {
  uuid: 'a UUID, such as 0198c5de-7a4b-7c33-9d2f-00112233aabb',
  email: 'an e-mail address, such as ada@example.com',
  'date-time': 'a time in ISO 8601, such as 2026-01-31T12:00:00Z',
  uri: 'an absolute URL',
};

/** "between 1 and 100", "at least 2", "at most 500". */
function bounds({ parentSchema }: ErrorObject, lower: string, upper: string): string {
  const { [lower]: min, [upper]: max } = parentSchema as Record<string, number | undefined>;
  if (min !== undefined && max !== undefined) return `between ${min} and ${max}`;
  return min === undefined ? `at most ${max}` : `at least ${min}`;
}

const sizeOf = ({ data }: ErrorObject): number => (data as string | unknown[]).length;

function hintOf(schema: ErrorObject['parentSchema']): string {
  const description: unknown = schema?.['description'];
  return typeof description === 'string' ? ` (${description})` : '';
}
