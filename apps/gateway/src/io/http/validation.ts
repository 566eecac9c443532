import { DomainError, type Json } from '@tradepost/decision';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { TSchema } from 'typebox';

// Bodies are taken as they are; paths and queries are text, so "20" may be a number there.
const strict = withFormats(
  new Ajv({ allErrors: true, strict: false, coerceTypes: false, useDefaults: true }),
);
const fromText = withFormats(
  new Ajv({ allErrors: true, strict: false, coerceTypes: 'array', useDefaults: true }),
);

function withFormats(ajv: Ajv): Ajv {
  addFormats.default(ajv, ['uuid', 'email', 'date-time', 'uri']);
  return ajv;
}

export type Part = 'body' | 'query' | 'params';

/** Checks a part of a request; @throws DomainError `request.invalid` that lists every fault. */
export function validator(schema: TSchema, part: Part): (value: unknown) => unknown {
  const check: ValidateFunction = (part === 'body' ? strict : fromText).compile(schema);
  return (value) => {
    if (check(value)) return value;
    const errors = (check.errors ?? [])
      .filter((error) => error.keyword !== 'if')
      .slice(0, 30)
      .map((error) => fault(error, part));
    const [first] = errors;
    const detail = errors.length === 1 && first ? first.detail : `${errors.length} faults; see errors.`;
    throw new DomainError('invalid', 'request.invalid', detail, { errors });
  };
}

function fault(
  error: ErrorObject,
  part: Part,
): { code: string; in: string; field: string; detail: string } & Record<string, Json> {
  const { keyword, params } = error;
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const extra =
    keyword === 'additionalProperties'
      ? String(params['additionalProperty'])
      : keyword === 'required'
        ? String(params['missingProperty'])
        : '';
  const field = [path, extra].filter(Boolean).join('.');
  return {
    code: CODES[keyword] ?? `field.${keyword}`,
    in: part,
    field,
    detail: sentence(error, field, part),
  };
}

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

function sentence({ keyword, params, message }: ErrorObject, field: string, part: Part): string {
  const where = field === '' ? `The ${part}` : `"${field}"`;
  if (keyword === 'additionalProperties') return `${where} is not known here; remove it.`;
  if (keyword === 'required') return `${where} is missing.`;
  if (keyword === 'enum')
    return `${where} must be one of ${(params['allowedValues'] as unknown[]).join(', ')}.`;
  return `${where} ${message ?? 'is not valid'}.`;
}
