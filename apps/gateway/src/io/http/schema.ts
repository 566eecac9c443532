import type { StandardSchemaV1 } from '@standard-schema/spec';
import { Type, type TSchema } from 'typebox';

/** An object that refuses fields it does not know. */
export const shape = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

const names = new WeakMap<object, string>();

/** Makes the schema a component of the OpenAPI document. */
export function named<S extends TSchema>(name: string, schema: S): S {
  names.set(schema, name);
  return schema;
}

export const nameOf = (schema: object): string | undefined => names.get(schema);

/**
 * A TypeBox schema in the form that Nest's decorators and its Swagger module take (https://standardschema.dev). Its
 * `validate` accepts everything: `SchemaPipe` validates, because it knows where in the request a value stood.
 */
export function standard(schema: TSchema): StandardSchemaV1 {
  if (!('~standard' in schema)) {
    const json = () => schema;
    const validate = (value: unknown) => ({ value });
    const value = { version: 1, vendor: 'typebox', validate, jsonSchema: { input: json, output: json } };
    Object.defineProperty(schema, '~standard', { value });
  }
  return schema as unknown as StandardSchemaV1;
}
