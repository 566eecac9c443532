import type { ExecutionContext } from '@nestjs/common';
import type { Context } from '@tradepost/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Identity } from './access.ts';

/** What a caller sends with a write. */
export interface WriteHeaders {
  /** `Idempotency-Key`; empty when none was sent. */
  readonly idempotencyKey: string;
  /** The version in `If-Match`; undefined when any version will do. */
  readonly expectedVersion: number | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Trace and cancellation of this request. Async storage alone is lost while a body is read. */
    work: Context;
    /** Set by `AccessGuard`; undefined where no access token was required or sent. */
    identity: Identity | undefined;
    /** Set by `WriteHeadersGuard`. */
    write: WriteHeaders;
    /** The customer's, also where the storefront asks for the customer. */
    clientAddress: string;
    /** The storefront renders a page: its reads were counted when the page was requested. */
    isForPage: boolean;
  }

  /** Of a route; set by our decorators, read by hooks. */
  interface FastifyContextConfig {
    /** Answers have an ETag and honour `If-None-Match`. */
    isConditional?: boolean;
    /** Answers are the same for everyone and are cached for a moment. */
    isEdgeCached?: boolean;
    /** `Idempotency-Key` is required. */
    requiresIdempotencyKey?: boolean;
    /** `Idempotency-Key` has no effect: no answer is stored. */
    ignoresIdempotencyKey?: boolean;
    /** The body is passed on as bytes, for a signature over them. */
    hasRawBody?: boolean;
    /** Bytes that a body may have, if not as many as everywhere. */
    bodyLimit?: number;
  }
}

/** Instead of `switchToHttp()`, which makes an object and three functions whenever a guard or parameter asks. */
export const requestOf = (context: ExecutionContext): FastifyRequest => context.getArgByIndex(0);
export const replyOf = (context: ExecutionContext): FastifyReply => context.getArgByIndex(1);

export const isRead = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';

/** The first of a repeated header. */
export const first = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
