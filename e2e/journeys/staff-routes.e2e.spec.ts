import { randomUUID } from 'node:crypto';
import { operations } from '../fixtures/openapi.ts';
import { bearer, expect, problem, type Shop, test } from '../fixtures/shop.ts';

const routes = operations.filter(({ path }) => path.startsWith('/api/v1/admin/'));
// Ids in paths belong to nothing that exists.
const urlOf = (path: string) => path.replaceAll(/\{\w+\}/g, () => randomUUID());

function ask(shop: Shop, { method, path }: (typeof routes)[number], headers: Record<string, string>) {
  return shop.request.fetch(urlOf(path), { method, headers, ...(method !== 'GET' && { data: {} }) });
}

// The first is the administrator's; what else is asked of staff changes nothing, because nothing is named.
const ADMINISTRATORS = ['PUT /api/v1/admin/customers/{id}/roles'];
const CHANGES_SOMETHING = ['POST /api/v1/admin/reconciliation/runs'];

test('all staff routes are listed', () => {
  expect(routes.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      ...ADMINISTRATORS,
      ...CHANGES_SOMETHING,
      'GET /api/v1/admin/sagas',
      'GET /api/v1/admin/sagas/{id}',
      'POST /api/v1/admin/sagas/{id}/retry',
      'GET /api/v1/admin/dead-letters',
      'GET /api/v1/admin/dead-letters/{id}',
      'POST /api/v1/admin/dead-letters/{id}/redrive',
      'POST /api/v1/admin/dead-letters/{id}/discard',
      'GET /api/v1/admin/outbox',
      'GET /api/v1/admin/jobs',
      'GET /api/v1/admin/reconciliation',
    ]),
  );
});

for (const route of routes)
  test(`${route.name} is for staff only`, async ({ shop }) => {
    expect(await problem(await ask(shop, route, {}), 401)).toMatchObject({ code: 'auth.required' });
    const { accessToken } = await shop.aUser();
    expect(await problem(await ask(shop, route, bearer(accessToken)), 403)).toMatchObject({
      code: 'auth.forbidden',
    });

    const answer = await ask(shop, route, await shop.aStaffMember());
    if (ADMINISTRATORS.includes(route.name))
      expect(await problem(answer, 403)).toMatchObject({ code: 'auth.forbidden' });
    else if (CHANGES_SOMETHING.includes(route.name)) expect(answer.status()).toBe(202);
    else if (route.method === 'GET' && !route.path.includes('{')) expect(answer.status()).toBe(200);
    else expect((await problem(answer, answer.status())).code).toMatch(/\.not_found$|^request\.invalid$/);
  });
