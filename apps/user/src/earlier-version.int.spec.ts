import { Role } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testedUser, type TestedUser } from './testing/user-service.ts';

// A deployment must not forget the keys of requests that are being repeated. The rows were written by version 209e715.

const userId = '01920000-0000-7000-8000-000000000001';
let tested: TestedUser;
let user: Awaited<ReturnType<TestedUser['listen']>>;
beforeAll(async () => {
  tested = await testedUser();
  user = await tested.listen();
});
afterAll(() => tested.close());

it('replays the response that the previous version stored', async () => {
  await tested.db.execute(sql`INSERT INTO idempotency_keys (scope, key, request_hash, response) VALUES (
    'update-profile:01920000-0000-7000-8000-000000000001', 'a-key',
    decode('ca34e9b5c706bd609881e35305d371644b92a1ffb41f4451cf69f308f114f4cb', 'hex'),
    decode('0a4f0a2430313932303030302d303030302d373030302d383030302d303030303030303030303031120f616461406578616d706c652e636f6d1a03416461220101280130043a0608c0ec80d8064202656e', 'hex'))`);
  const request = { userId, name: 'Ada', expectedVersion: 3, idempotencyKey: 'a-key' };
  expect(await user.updateProfile(request)).toEqual({
    user: {
      ...{ id: userId, email: 'ada@example.com', name: 'Ada', roles: [Role.CUSTOMER], emailVerified: true },
      ...{ version: 4, createdAt: new Date('2026-11-20T12:00:00Z'), locale: 'en' },
    },
  });
  await expect(user.updateProfile({ ...request, name: 'Eve' })).rejects.toMatchObject({
    code: 'idempotency.mismatch',
  });
});

it('replays a response without fields', async () => {
  await tested.db.execute(sql`INSERT INTO idempotency_keys (scope, key, request_hash, response) VALUES (
    'remove-address:01920000-0000-7000-8000-000000000001', 'a-key',
    decode('b1baf72dd71235723583e9ee30f16744864d012a25be154995b35e9af68d82a7', 'hex'), '')`);
  const addressId = '01920000-0000-7000-8000-000000000002';
  expect(await user.removeAddress({ userId, addressId, idempotencyKey: 'a-key' })).toEqual({});
});
