import type { TSchema } from 'typebox';
import { nameOf, type Route } from './route.ts';
import { Problem } from '../shapes/shared.ts';

type Node = { [key: string]: unknown };

/** The OpenAPI 3.1 document of the declared routes; shapes with a name become components. */
export function openApi(routes: readonly Route[]): Node {
  const components: Record<string, Node> = {};
  const paths: Record<string, Node> = {};
  for (const route of routes) {
    const path = `/api/v1${route.path}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tradepost',
      version: '1.0.0',
      description:
        'A shop. Money is in minor units, times are ISO 8601 UTC, errors are RFC 9457 problems with a stable `code`.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function operation(route: Route, components: Record<string, Node>): Node {
  const refer = (schema: TSchema): Node => toRef(schema, components);
  const responses: Record<string, Node> = {};
  for (const [status, schema] of Object.entries(route.answers))
    responses[status] =
      schema === null
        ? { description: DESCRIPTIONS[status] ?? 'Done' }
        : {
            description: DESCRIPTIONS[status] ?? 'Done',
            content: { [mediaTypeOf(route)]: { schema: refer(schema) } },
          };
  responses['default'] = {
    description: 'A problem',
    content: { 'application/problem+json': { schema: refer(Problem) } },
  };
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    ...(route.access !== 'public' && {
      security: route.access === 'optional' ? [{}, { accessToken: [] }] : [{ accessToken: [] }],
    }),
    'x-access': route.access,
    parameters: parameters(route, components),
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: refer(route.body) } } },
    }),
    responses,
  };
}

const MEDIA_TYPES: Record<string, string> = {
  '/pictures/{key}': 'image/svg+xml',
  '/orders/{id}/events': 'text/event-stream',
};
const mediaTypeOf = (route: Route): string => MEDIA_TYPES[route.path] ?? 'application/json';

const DESCRIPTIONS: Record<string, string> = {
  200: 'Done',
  201: 'Made',
  202: 'Not settled yet',
  204: 'Done, nothing to say',
  304: 'Not changed',
};

/** `GET /carts/{id}/lines` → getCartsByIdLines */
function operationId({ method, path }: Route): string {
  const words = path
    .split('/')
    .filter(Boolean)
    .map((part) =>
      part.startsWith('{') ? `By${capital(part.slice(1, -1))}` : part.split('-').map(capital).join(''),
    );
  return method.toLowerCase() + words.join('');
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function parameters(route: Route, components: Record<string, Node>): Node[] {
  const of = (place: 'path' | 'query', schema: TSchema | undefined): Node[] => {
    const { properties = {}, required = [] } = (schema ?? {}) as {
      properties?: Record<string, TSchema>;
      required?: string[];
    };
    return Object.entries(properties).map(([name, one]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      schema: toRef(one, components),
    }));
  };
  const header = (name: string, required: boolean, description: string): Node => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...of('path', route.params),
    ...of('query', route.query),
    ...(route.method === 'GET'
      ? []
      : [header('Idempotency-Key', route.needsKey ?? false, 'Same key, same answer')]),
    ...(route.isConditional && route.method !== 'GET'
      ? [header('If-Match', false, 'Refused with 412 unless the resource has this ETag')]
      : []),
    ...(route.isConditional || route.isCached
      ? route.method === 'GET'
        ? [header('If-None-Match', false, '304 when the resource has this ETag')]
        : []
      : []),
  ];
}

/** The schema as a plain node; named ones are moved to the components. */
function toRef(schema: TSchema, components: Record<string, Node>): Node {
  const name = nameOf(schema);
  if (name === undefined) return plain(schema, components);
  components[name] ??= plain(schema, components);
  return { $ref: `#/components/schemas/${name}` };
}

function plain(schema: TSchema, components: Record<string, Node>): Node {
  return Object.fromEntries(
    Object.entries(schema as Node).map(([key, value]) => [key, inside(value, components)]),
  );
}

function inside(value: unknown, components: Record<string, Node>): unknown {
  if (Array.isArray(value)) return value.map((one) => inside(one, components));
  if (typeof value !== 'object' || value === null) return value;
  return toRef(value as TSchema, components);
}
