import { readFileSync, writeFileSync } from 'node:fs';
import { Logger } from '@tradepost/observability';
import { describe, expect, it } from '@jest/globals';
import { routeGroups } from '../routes/all-routes.ts';
import type { Neighbours } from '../routes/neighbours.ts';
import { Cookies } from './cookies.ts';
import type { OrderNews } from './order-news.ts';
import { openApi } from './openapi.ts';

const file = new URL('../../../openapi.json', import.meta.url);
// Declaring routes asks nobody; neighbours are needed only to answer.
const nobody = {} as Neighbours;
const cookies = new Cookies('http://localhost');
const log = new Logger({ service: 'test', level: 'silent' });
const news = {} as OrderNews;
const routes = routeGroups.flatMap((Group) => new Group(nobody, cookies, log, news).routes);
const document = openApi(routes);

if (process.env['UPDATE_OPENAPI']) writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);

describe('the OpenAPI file', () => {
  it('is the one that is checked in; after a change on purpose run "npm run openapi"', () => {
    expect(document).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  it('names every operation once', () => {
    const ids = Object.values(
      document['paths'] as Record<string, Record<string, { operationId: string }>>,
    ).flatMap((path) => Object.values(path).map((one) => one.operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says of every admin route that it is for staff', () => {
    const open = routes.filter(
      (one) => one.path.startsWith('/admin') && one.access !== 'staff' && one.access !== 'admin',
    );
    expect(open).toEqual([]);
  });

  it('refuses unknown properties in every body', () => {
    const loose = routes.filter(
      (one) => one.body && (one.body as { additionalProperties?: unknown }).additionalProperties !== false,
    );
    expect(loose.map((one) => one.path)).toEqual([]);
  });
});
