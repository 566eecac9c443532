import 'reflect-metadata';
import { Controller } from '@nestjs/common';
import { Ctx, MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { PARAM_ARGS_METADATA } from '@nestjs/microservices/constants.js';
import type { Call, RequestOf, ResponseOf, ServiceSpec } from '@tradepost/rpc';
import type { Observable } from 'rxjs';
import { patternOf } from './grpc-pattern.ts';

/**
 * What answers the methods of a service, or those named: `class UserController implements ControllerOf<typeof
 * UserServiceDefinition>`.
 */
export type ControllerOf<S extends ServiceSpec, Methods extends keyof S['methods'] = keyof S['methods']> = {
  [K in Methods]: (
    request: RequestOf<S, K>,
    call: Call,
  ) => Promise<ResponseOf<S, K>> | Observable<ResponseOf<S, K>> | ResponseOf<S, K>;
};

/**
 * `@Controller()` with `@GrpcMethod()` on every method of the service. A class that lacks one, or answers the wrong
 * type, does not compile.
 * @param methods a service with many methods may have several controllers, each with some of them; the transport does
 * not listen if one method has no controller, or two
 */
export function GrpcController<
  const S extends ServiceSpec,
  const Methods extends keyof S['methods'] & string = keyof S['methods'] & string,
>(definition: S, methods?: readonly Methods[]) {
  return <C extends abstract new (...args: never[]) => ControllerOf<S, Methods>>(target: C): void => {
    Controller()(target);
    for (const key of methods ?? Object.keys(definition.methods)) bind(target, definition, key);
  };
}

type Class = abstract new (...args: never[]) => object;

function bind(target: Class, definition: ServiceSpec, key: string): void {
  const prototype = target.prototype as object;
  const descriptor = descriptorOf(prototype, key);
  if (!descriptor)
    throw new Error(`${target.name} has no method ${key}, which ${definition.fullName} needs.`);
  MessagePattern(patternOf(definition, key), Transport.GRPC, { definition })(prototype, key, descriptor);
  const named = namedParameters(target, key);
  if (named.size > 0) return checkThatAllAreNamed(target, key, descriptor, named);
  // A method without parameter decorators gets both, as its type says. Nest takes each through its pipes, which is five
  // promises even when there are none: one that has a single parameter does without the call.
  Payload()(prototype, key, 0);
  if ((descriptor.value as { length: number }).length !== 1) Ctx()(prototype, key, 1);
}

/** The indexes of parameters with a decorator such as `@Payload()`. */
function namedParameters(target: Class, key: string): Set<number> {
  const notes = Reflect.getMetadata(PARAM_ARGS_METADATA, target, key) as
    Record<string, { readonly index: number }> | undefined;
  return new Set(Object.values(notes ?? {}).map(({ index }) => index));
}

/** Nest leaves a parameter without a decorator undefined as soon as another one has a decorator. */
function checkThatAllAreNamed(
  target: Class,
  key: string,
  { value }: PropertyDescriptor,
  named: Set<number>,
): void {
  const { length } = value as { length: number };
  const missing = Array.from({ length }, (_, index) => index).filter((index) => !named.has(index));
  if (missing.length === 0) return;
  throw new Error(
    `${target.name}.${key}: parameter ${missing[0]} would be undefined. ` +
      'Give every parameter a decorator (@Payload(), @Ctx()), or none.',
  );
}

/** Of the class itself, or inherited. */
function descriptorOf(prototype: object | null, key: string): PropertyDescriptor | undefined {
  if (prototype === null) return undefined;
  return (
    Object.getOwnPropertyDescriptor(prototype, key) ??
    descriptorOf(Object.getPrototypeOf(prototype) as object | null, key)
  );
}
