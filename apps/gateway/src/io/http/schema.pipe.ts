import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { ACCOUNT } from '@tradepost/contracts/limits';
import { DomainError, isEmail, isUuid } from '@tradepost/decision';
import { Ajv, type Options } from 'ajv';
import addFormats from 'ajv-formats';
import type { TSchema } from 'typebox';
import { faultsOf, isLongEnough, type Part } from './faults.ts';

const PARTS: Partial<Record<ArgumentMetadata['type'], Part>> = {
  body: 'body',
  query: 'query',
  param: 'params',
};

const MAX_FAULTS = 30;

// `verbose` puts the schema beside each error, for its text. Errors are rare, so what it costs does not matter.
const options: Options = { allErrors: true, strict: false, useDefaults: true, verbose: true };
// Bodies are taken as they are. Paths and queries are text, so "20" may be a number there.
const ofBodies = withFormats(new Ajv({ ...options, coerceTypes: false }));
const ofText = withFormats(new Ajv({ ...options, coerceTypes: 'array' }));

function withFormats(ajv: Ajv): Ajv {
  addFormats.default(ajv, ['date-time', 'uri']);
  return ajv.addFormat('uuid', isUuid).addFormat('email', isAddress).addFormat('password', isLongEnough);
}

/** Its length is said by `maxLength` alone. */
function isAddress(text: string): boolean {
  return text.length > ACCOUNT.email || isEmail(text);
}

type Check = (value: unknown) => unknown;

/** Validates what a parameter's decorator gives a schema for. */
@Injectable()
export class SchemaPipe implements PipeTransform {
  // By part, because one schema may be that of a query and of a body, which are read differently.
  private readonly checks = {
    body: new Map<object, Check>(),
    query: new Map<object, Check>(),
    params: new Map<object, Check>(),
  } satisfies Record<Part, unknown>;

  /** @throws DomainError `request.invalid`, which lists every fault */
  transform(value: unknown, { schema, type }: ArgumentMetadata): unknown {
    const part = PARTS[type];
    if (!schema || !part) return value;
    const checks = this.checks[part];
    let check = checks.get(schema);
    if (!check) checks.set(schema, (check = compile(schema, part)));
    return check(value ?? {});
  }
}

function compile(schema: TSchema, part: Part): Check {
  const isValid = (part === 'body' ? ofBodies : ofText).compile(schema);
  const integers = part === 'body' ? [] : integersOf(schema);
  return (sent) => {
    const value = withPlainIntegers(sent, integers);
    if (isValid(value)) return value;
    const errors = faultsOf(isValid.errors ?? [], part).slice(0, MAX_FAULTS);
    const [first] = errors;
    const detail =
      errors.length === 1 && first
        ? first.detail
        : `${errors.length} fields are invalid. See "errors" for each of them.`;
    throw new DomainError('invalid', 'request.invalid', detail, { errors });
  };
}

const integersOf = (schema: TSchema): string[] => {
  const { properties = {} } = schema as { properties?: Record<string, { type?: unknown }> };
  return Object.keys(properties).filter((name) => properties[name]?.type === 'integer');
};

/** An integer in a query is digits. What JavaScript reads as one besides (`1e1`, `0x5`, `+5`, ` 5`) is quoted: text. */
function withPlainIntegers(sent: unknown, integers: readonly string[]): unknown {
  const values = sent as Readonly<Record<string, unknown>>;
  const odd = integers.filter((name) => {
    const value = values[name];
    return typeof value === 'string' && !/^-?\d+$/.test(value);
  });
  if (odd.length === 0) return sent;
  return { ...values, ...Object.fromEntries(odd.map((name) => [name, JSON.stringify(values[name])])) };
}
