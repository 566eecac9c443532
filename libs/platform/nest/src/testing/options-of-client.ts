import type { DynamicModule, FactoryProvider, Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import type { ClientOptions, ServiceSpec } from '@tradepost/rpc';

/** The options with which a module asks for the client of a service; undefined when it does not. */
export function optionsOfClient(module: Type, definition: ServiceSpec): ClientOptions | undefined {
  const imports = Reflect.getMetadata(MODULE_METADATA.IMPORTS, module) as (Type | DynamicModule)[];
  const providers = imports.flatMap((one) => ('providers' in one ? (one.providers ?? []) : []));
  let found: ClientOptions | undefined;
  const get = (asked: ServiceSpec, _service: string, options: ClientOptions): void => {
    if (asked === definition) found = options;
  };
  for (const { useFactory } of providers as FactoryProvider[]) useFactory?.({ get });
  return found;
}
