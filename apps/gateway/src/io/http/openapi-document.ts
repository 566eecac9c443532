import type { INestApplication, Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { FastifyContextConfig } from 'fastify';
import { Problem } from '../shapes/shared.ts';
import { ACCESS, type AccessLevel } from './access.ts';
import { BASE_PATH } from './base-path.ts';
import { nameOf } from './schema.ts';

type Node = Record<string, unknown>;

export interface Operation extends Node {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly 'x-access': AccessLevel;
  readonly parameters: readonly Node[];
  readonly responses: Node;
}

/** By path, then by method in lower case. */
type Paths = Record<string, Record<string, Operation>>;

export interface ApiDocument extends Node {
  readonly paths: Paths;
}

/** OpenAPI 3.1: Nest's Swagger module reads the schemas, the rest comes from what guards and hooks read. */
export function openApiDocument(app: INestApplication): ApiDocument {
  const components: Node = {};
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Tradepost')
    .setVersion('1.0.0')
    .setDescription(
      'A shop. Money is in minor units, times are ISO 8601 UTC, errors are RFC 9457 problems with a stable `code`.',
    )
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'accessToken')
    .build();
  const { tags: _, ...document } = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller}.${method}`,
    // Our schemas are JSON Schema already; those with a name become components.
    standardSchemaConverter: (schema) => ({ schema: refer(schema, components), components }),
  });
  const routes = new Routes(app);
  const paths = mapValues(document.paths as unknown as Paths, (methods, path) =>
    mapValues(methods, (operation, method) => complete(operation, method, path, routes, components)),
  );
  const { openapi, servers } = document;
  const { title, version, description } = config.info;
  const schemas = Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { securitySchemes } = document.components ?? {};
  return {
    ...{ openapi, info: { title, version, description }, servers, paths },
    components: { schemas, securitySchemes },
  };
}

const mapValues = <T, U>(record: Record<string, T>, map: (value: T, key: string) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));

/** Metadata of handlers, by the operation id `Controller.method` that Swagger is given first. */
class Routes {
  private readonly controllers: ReadonlyMap<string, Type>;

  constructor(app: INestApplication) {
    const found = app.get(DiscoveryService).getControllers();
    this.controllers = new Map(found.map(({ metatype }) => [metatype?.name ?? '', metatype as Type]));
  }

  accessOf(id: string): AccessLevel {
    const [handler, controller] = this.find(id);
    const level: unknown = Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller);
    return (level as AccessLevel | undefined) ?? 'admin';
  }

  configOf(id: string): FastifyContextConfig {
    const [handler] = this.find(id);
    return (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as FastifyContextConfig) ?? {};
  }

  private find(id: string): [handler: object, controller: Type] {
    const [name = '', method = ''] = id.split('.');
    const controller = this.controllers.get(name);
    const handler = (controller?.prototype as Record<string, object> | undefined)?.[method];
    if (!controller || !handler) throw new Error(`there is no handler ${id}`);
    return [handler, controller];
  }
}

function complete(
  { operationId: id, tags, summary, parameters, requestBody, responses }: Operation,
  method: string,
  path: string,
  routes: Routes,
  components: Node,
): Operation {
  const access = routes.accessOf(id);
  return {
    operationId: operationId(method, path),
    ...{ tags, summary },
    ...(access !== 'public' && { security: securityOf(access) }),
    'x-access': access,
    parameters: [...parameters.map(withoutDescription), ...headersOf(method, routes.configOf(id))],
    ...(requestBody !== undefined && { requestBody }),
    responses: {
      ...responses,
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: refer(Problem, components) } },
      },
    },
  };
}

/** Swagger repeats the schema's description beside it. */
const withoutDescription = ({ name, in: place, required, schema }: Node): Node => ({
  ...{ name, in: place, required, schema },
});

const securityOf = (access: AccessLevel): Node[] =>
  access === 'optional' ? [{}, { accessToken: [] }] : [{ accessToken: [] }];

const NO_ANSWER_STORED =
  'Has no effect here: no answer is stored, so a repeated request is carried out again';

function headersOf(method: string, config: FastifyContextConfig): Node[] {
  const isRead = method === 'get';
  const headers = isRead
    ? []
    : [
        header(
          'Idempotency-Key',
          config.ignoresIdempotencyKey ? NO_ANSWER_STORED : 'The same key gets the same answer',
          config.requiresIdempotencyKey ?? false,
        ),
      ];
  if (config.isConditional && !isRead)
    headers.push(header('If-Match', 'Refused with 412 unless the resource has this ETag'));
  if ((config.isConditional || config.isEdgeCached) && isRead)
    headers.push(header('If-None-Match', '304 when the resource has this ETag'));
  return headers;
}

const header = (name: string, description: string, required = false): Node => ({
  ...{ name, in: 'header', required, description },
  schema: { type: 'string' },
});

/** `GET /carts/{id}/lines` → getCartsByIdLines */
function operationId(method: string, path: string): string {
  const words = path.slice(BASE_PATH.length).split('/').filter(Boolean);
  const names = words.map((word) =>
    word.startsWith('{') ? `By${capital(word.slice(1, -1))}` : word.split('-').map(capital).join(''),
  );
  return method + names.join('');
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The schema as plain JSON. A named one is moved to the components and replaced by a reference. */
function refer(value: unknown, components: Node): unknown {
  if (Array.isArray(value)) return value.map((one) => refer(one, components));
  if (typeof value !== 'object' || value === null) return value;
  const plain = (): Node =>
    Object.fromEntries(Object.entries(value).map(([key, one]) => [key, refer(one, components)]));
  const name = nameOf(value);
  if (name === undefined) return plain();
  components[name] ??= plain();
  return { $ref: `#/components/schemas/${name}` };
}
