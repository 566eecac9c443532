import { SetMetadata } from '@nestjs/common';

/** Who is signed in, as far as the access token says. */
export interface Identity {
  readonly userId: string;
  readonly roles: readonly string[];
  readonly sessionId: string;
}

/** `public` ignores access tokens, `optional` takes one if it is sent, the others require one. */
export type AccessLevel = 'public' | 'optional' | 'user' | 'staff' | 'admin';

export const ACCESS = 'access';

/** Access to a route, or to every route of a controller. A route without it is for administrators. */
export const Access = (level: AccessLevel) => SetMetadata(ACCESS, level);

export const isStaff = (identity: Identity | undefined): boolean =>
  identity?.roles.some((role) => role === 'staff' || role === 'admin') ?? false;
