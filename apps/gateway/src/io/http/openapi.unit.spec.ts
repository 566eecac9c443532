import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { type ApiDocument, openApiDocument, type Operation } from './openapi-document.ts';

const file = new URL('../../../openapi.json', import.meta.url);

let gateway: TestGateway;
let document: ApiDocument;
beforeAll(async () => {
  gateway = await aGateway();
  document = JSON.parse(JSON.stringify(openApiDocument(gateway.app))) as ApiDocument;
  if (process.env['UPDATE_OPENAPI']) writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
});
afterAll(() => gateway.close());

const operations = (): [name: string, operation: Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method} ${path}`,
      operation,
    ]),
  );

describe('the OpenAPI file', () => {
  it('is the one that is checked in; after an intended change run "npm run openapi"', () => {
    expect(document).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  it('names every operation once', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(ids.length).toBeGreaterThan(50);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says of every admin route that it is for staff', () => {
    const open = operations().filter(
      ([name, operation]) => name.includes('/admin') && !['staff', 'admin'].includes(operation['x-access']),
    );
    expect(open).toEqual([]);
  });

  it('says which writes store no answer for an Idempotency-Key: those about passwords, tokens and links', () => {
    const keyOf = ({ parameters }: Operation) =>
      (parameters as { name: string; description?: string }[]).find(({ name }) => name === 'Idempotency-Key');
    const ignored = operations().filter(([, operation]) =>
      /no effect/.test(keyOf(operation)?.description ?? ''),
    );
    expect(ignored.map(([name]) => name.replace('/api/v1', '')).sort()).toEqual([
      'post /auth/email-change/confirm',
      'post /auth/email-change/stop',
      'post /auth/login',
      'post /auth/logout',
      'post /auth/password/forgot',
      'post /auth/password/reset',
      'post /auth/refresh',
      'post /auth/register',
      'post /auth/verify-email',
      'post /auth/verify-email/resend',
      'post /me/email-change/resend',
      'post /me/password',
      'post /webhooks/payments/{provider}',
    ]);
  });

  it('refuses unknown properties in every body', () => {
    const schemas = document['components'] as { schemas: Record<string, { additionalProperties?: unknown }> };
    const loose = operations().filter(([, { requestBody }]) => {
      const schema = (requestBody as { content?: Record<string, { schema: { $ref?: string } }> } | undefined)
        ?.content?.['application/json']?.schema;
      if (!schema) return false;
      const body = schema.$ref ? schemas.schemas[schema.$ref.split('/').at(-1) ?? ''] : schema;
      return (body as { additionalProperties?: unknown }).additionalProperties !== false;
    });
    expect(loose.map(([name]) => name)).toEqual([]);
  });
});
