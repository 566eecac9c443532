import { applyDecorators, HttpCode, type MessageEvent } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { type Static, type TSchema, Type } from 'typebox';
import { standard } from './schema.ts';

// Not TypedPropertyDescriptor: it has a setter, so the method's type would have to be the very same.
interface MethodReturning<T> {
  readonly value?: (...args: never[]) => Promise<T> | T;
}
type Answer<S extends TSchema | null> = S extends TSchema ? Static<S> : void;

const DESCRIPTIONS: Record<number, string> = {
  200: 'Done',
  201: 'Created',
  202: 'Accepted, not settled yet',
  204: 'Done, no content',
};

/**
 * An answer of a route: its status and schema in the OpenAPI document, and the type its method must return. The first
 * one of a method has the summary and sets the status; others are set by `reply.code()`.
 */
export function Answers<S extends TSchema | null>(status: number, schema: S, summary?: string) {
  return (target: object, key: string, descriptor: MethodReturning<Answer<S>>): void =>
    document(status, schema, summary)(target, key, descriptor as PropertyDescriptor);
}

/** The answer is a body of another media type than JSON. */
export function AnswersBytes(mediaType: string, summary: string) {
  return (target: object, key: string, descriptor: MethodReturning<Buffer>): void =>
    applyDecorators(document(200, Type.String(), summary), ApiProduces(mediaType))(
      target,
      key,
      descriptor as PropertyDescriptor,
    );
}

/** The answer is a stream of server-sent events, whose data have the schema. */
export function AnswersEvents(schema: TSchema, summary: string) {
  return (target: object, key: string, descriptor: MethodReturning<Observable<MessageEvent>>): void =>
    applyDecorators(document(200, schema, summary), ApiProduces('text/event-stream'))(
      target,
      key,
      descriptor as PropertyDescriptor,
    );
}

function document(status: number, schema: TSchema | null, summary: string | undefined) {
  const response = ApiResponse({
    status,
    description: DESCRIPTIONS[status] ?? 'Done',
    ...(schema && { standardSchema: standard(schema) }),
  });
  if (summary === undefined) return response;
  return applyDecorators(response, HttpCode(status), ApiOperation({ summary }));
}
