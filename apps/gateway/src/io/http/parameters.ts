import type { FastifyRequest } from 'fastify';
import type { Identity } from './access.ts';
import { requestParameter } from './checked.ts';
import type { WriteHeaders } from './request.ts';

function identityOf({ identity }: FastifyRequest): Identity {
  if (!identity) throw new Error('the parameter needs @Access() of user, staff or admin');
  return identity;
}

/** Who is signed in, on routes that require it: `@CurrentUser() { userId }: Identity`. */
export const CurrentUser = requestParameter(identityOf);

/** A write of the signed-in user. */
export interface UserWrite extends WriteHeaders {
  readonly userId: string;
}

/** `@WriteOfUser() { userId, idempotencyKey }: UserWrite` */
export const WriteOfUser = requestParameter((request): UserWrite => ({
  userId: identityOf(request).userId,
  ...request.write,
}));

/** A write of a staff member, who is recorded with it. */
export interface StaffWrite extends WriteHeaders {
  readonly actorId: string;
}

/** `@WriteOfStaff() { actorId, idempotencyKey }: StaffWrite` */
export const WriteOfStaff = requestParameter((request): StaffWrite => ({
  actorId: identityOf(request).userId,
  ...request.write,
}));
