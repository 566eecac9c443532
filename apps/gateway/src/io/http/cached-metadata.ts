import type { ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';

/** Metadata of a route or else of its controller, looked up once per route: reflection costs more than a guard. */
export class CachedMetadata<T> {
  private readonly values = new Map<object, T>();

  constructor(
    private readonly reflector: Reflector,
    private readonly key: string,
    private readonly fallback: T,
  ) {}

  of(context: ExecutionContext): T {
    const handler = context.getHandler();
    const known = this.values.get(handler);
    if (known !== undefined) return known;
    const value =
      this.reflector.getAllAndOverride<T | undefined>(this.key, [handler, context.getClass()]) ??
      this.fallback;
    this.values.set(handler, value);
    return value;
  }
}
