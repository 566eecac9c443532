import { Injectable } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { TRANSPORT_METADATA } from '@nestjs/microservices/constants.js';

/** Finds handlers of a transport that main.ts forgot to connect: Nest does not say so, they would just never run. */
@Injectable()
export class UnheardHandlers {
  private readonly scanner = new MetadataScanner();

  constructor(private readonly modules: ModulesContainer) {}

  /** `Class.method` of every handler whose transport is not among those that listen. */
  find(listening: ReadonlySet<unknown>): string[] {
    const controllers = [...this.modules.values()].flatMap(({ controllers }) => [...controllers.values()]);
    return controllers.flatMap(({ metatype }) => {
      const prototype = (metatype as { prototype: object } | null)?.prototype;
      if (!prototype) return [];
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => isUnheard((prototype as Record<string, object>)[name], listening))
        .map((name) => `${metatype?.name}.${name}`);
    });
  }
}

function isUnheard(method: object | undefined, listening: ReadonlySet<unknown>): boolean {
  if (!method) return false;
  const transport: unknown = Reflect.getMetadata(TRANSPORT_METADATA, method);
  return transport !== undefined && !listening.has(transport);
}
