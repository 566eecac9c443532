import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { TestGateway } from './a-gateway.ts';
import { signedInAs } from './signed-in.ts';

export const STAFF_ID = '0198c5de-7a4b-7c33-9d2f-0000000000f0';

/** Headers of a write: `RECORDED` and version 2 reach the service. */
export const KEYED = { 'idempotency-key': 'k', 'if-match': '"2-x"' };
export const RECORDED = { idempotencyKey: 'k', actorId: STAFF_ID };

/** Asks for paths below `/api/v1/admin` as a staff member. */
export async function asStaff(
  gateway: TestGateway,
): Promise<(path: string, options?: InjectOptions) => Promise<LightMyRequestResponse>> {
  const staff = await signedInAs(STAFF_ID, 'staff');
  return (path, options = {}) =>
    gateway.ask(`/admin${path}`, { ...options, headers: { ...staff, ...options.headers } });
}
