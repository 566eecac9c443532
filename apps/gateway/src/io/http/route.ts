import type { FastifyReply } from 'fastify';
import type { Static, TObject, TSchema } from 'typebox';

/** Who asks, as far as the edge knows. */
export type Identity = {
  readonly userId: string;
  readonly roles: readonly string[];
  readonly sessionId: string;
};

/** `public` looks at no token, `optional` takes one if it is shown, the others demand it. */
export type Access = 'public' | 'optional' | 'user' | 'staff' | 'admin';

/** What a handler works with: validated input and nothing of the framework. */
export type Ask<P, Q, B> = {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Always set where the route's access is user, staff or admin. */
  readonly identity: Identity | undefined;
  /** `Idempotency-Key`; empty when none was sent. */
  readonly idempotencyKey: string;
  /** Version that `If-Match` demands. */
  readonly expectedVersion: number | undefined;
  /** The bytes of a raw route's body. */
  readonly rawBody: Buffer;
  /** Tells the caller's machine from others, without saying which it is. */
  client(): string;
  /** One header or cookie of the request; the first of a repeated one. */
  header(name: string): string | undefined;
  cookie(name: string): string | undefined;
};

export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, parameters as `{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly access: Access;
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TSchema;
  /** By status; `null` for an answer without body. */
  readonly answers: Readonly<Record<number, TSchema | null>>;
  /** True: `Idempotency-Key` must be sent. */
  readonly needsKey?: boolean;
  /** True: answers carry an ETag that is honoured in `If-None-Match`. */
  readonly isConditional?: boolean;
  /** True: the answer is the same for everybody and may be kept at the edge for a moment. */
  readonly isCached?: boolean;
  /** Name of the rate limit (default: read or write). */
  readonly limit?: 'read' | 'write' | 'sign-in' | 'purchase' | 'webhook';
  /** True: the body is not read as JSON but given on as it came, for a signature made over its bytes. */
  readonly isRaw?: boolean;
  readonly handle: (ask: Ask<never, never, never>, reply: FastifyReply) => Promise<unknown>;
};

type Of<S> = S extends TSchema ? Static<S> : undefined;

type RouteInput<
  P extends TObject | undefined,
  Q extends TObject | undefined,
  B extends TSchema | undefined,
> = Omit<Route, 'params' | 'query' | 'body' | 'handle'> & {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly handle: (ask: Ask<Of<P>, Of<Q>, Of<B>>, reply: FastifyReply) => Promise<unknown>;
};

/** Declares a route: one place for validation, types, documentation and what it does. */
export function route<
  P extends TObject | undefined = undefined,
  Q extends TObject | undefined = undefined,
  B extends TSchema | undefined = undefined,
>(input: RouteInput<P, Q, B>): Route {
  return input as unknown as Route;
}

/** A group of routes that share their neighbours. */
export abstract class Routes {
  abstract readonly routes: readonly Route[];
}

const names = new WeakMap<object, string>();

/** Gives a shape a name of its own in the OpenAPI file. */
export function named<S extends TSchema>(name: string, schema: S): S {
  names.set(schema, name);
  return schema;
}

export const nameOf = (schema: object): string | undefined => names.get(schema);
