import {
  createParamDecorator,
  type ExecutionContext,
  Body as NestBody,
  Param as NestParam,
  Query as NestQuery,
} from '@nestjs/common';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { requestOf } from './request.ts';
import { standard } from './schema.ts';

/** Type of the parameter at `Index` of the method `Key`. */
type ParameterAt<C, Key extends PropertyKey, Index extends number> = Key extends keyof C
  ? C[Key] extends (...args: infer A) => unknown
    ? A[Index]
    : never
  : never;

/** A parameter decorator that does not compile where the parameter's type does not take what it gives. */
type Giving<T> = <C extends object, Key extends string, Index extends number>(
  target: [T] extends [ParameterAt<C, Key, Index>] ? C : never,
  key: Key,
  index: Index,
) => void;

type NestDecorator = (options: { schema: StandardSchemaV1 }) => ParameterDecorator;

const checked =
  (decorator: NestDecorator) =>
  <S extends TSchema>({ schema }: { readonly schema: S }): Giving<Static<S>> =>
  (target, key, index) =>
    decorator({ schema: standard(schema) })(target, key, index);

/** Nest's own, validated by `SchemaPipe`. */
export const Body = checked(NestBody);
export const Param = checked(NestParam);
export const Query = checked(NestQuery);

/** A decorator for what a handler needs of the request besides; all of it in one, because each parameter costs. */
export function requestParameter<T>(read: (request: FastifyRequest) => T): () => Giving<T> {
  const decorator = createParamDecorator((_: unknown, context: ExecutionContext) => read(requestOf(context)));
  return () => (target, key, index) => decorator()(target, key, index);
}
