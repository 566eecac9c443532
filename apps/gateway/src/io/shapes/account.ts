import {
  Role,
  type SavedAddress as WireAddress,
  type Session as WireSession,
  type User as WireUser,
} from '@tradepost/contracts';
import { ACCOUNT } from '@tradepost/contracts/limits';
import { Type, type Static } from 'typebox';
import { named, shape } from '../http/schema.ts';
import { Address, Id, nullable, oneOf, Time, Version } from './shared.ts';
import { present, toAddress, toTime } from './shared-mapping.ts';
import { wireEnum } from './wire-enum.ts';

const roles = wireEnum('Role', Role);
export const toRole = roles.toWord;
export const RoleWord = oneOf(roles.words);

export const Password = Type.String({
  format: 'password',
  maxLength: ACCOUNT.password.typed,
  description: `${ACCOUNT.password.min} to ${ACCOUNT.password.max} characters, counted in Unicode’s form NFKC`,
});

/** As it is typed to sign in: whoever types a wrong one must hear that, and no more. */
export const KnownPassword = Type.String({ minLength: 1, maxLength: ACCOUNT.password.typed });

export const User = named(
  'User',
  shape({
    id: Id,
    email: Type.String(),
    name: Type.String(),
    roles: Type.Array(roles.schema),
    emailVerified: Type.Boolean(),
    locale: Type.String({ description: 'Language of mails' }),
    createdAt: Time,
    version: Version,
  }),
);
export type User = Static<typeof User>;

/** Your own account: also what a sign-in does not return. */
export const Me = named(
  'Me',
  shape({
    ...User.properties,
    pendingEmail: nullable(
      shape({
        email: Type.String({ description: 'Becomes `email` once the link of a mail to it confirms it' }),
        expiresAt: Time,
      }),
    ),
  }),
);
export type Me = Static<typeof Me>;

export const SavedAddress = named(
  'SavedAddress',
  shape({ id: Id, address: Address, isDefault: Type.Boolean() }),
);
export type SavedAddress = Static<typeof SavedAddress>;

export const Session = named(
  'Session',
  shape({
    id: Id,
    userAgent: nullable(Type.String()),
    createdAt: Time,
    lastUsedAt: Time,
    expiresAt: Time,
    isCurrent: Type.Boolean(),
  }),
);
export type Session = Static<typeof Session>;

export const fromRole = roles.fromWord;

export const toUser = (user: WireUser): User => ({
  id: user.id,
  email: user.email,
  name: user.name,
  roles: user.roles.map(roles.toWord),
  emailVerified: user.emailVerified,
  locale: user.locale,
  createdAt: toTime(user.createdAt),
  version: user.version,
});

export const toMe = (user: WireUser): Me => ({
  ...toUser(user),
  pendingEmail: user.pendingEmail
    ? { email: user.pendingEmail.email, expiresAt: toTime(user.pendingEmail.expiresAt) }
    : null,
});

export function toSavedAddress({ id, address, isDefault }: WireAddress): SavedAddress {
  return { id, address: toAddress(present(address)), isDefault };
}

export const toSession = (session: WireSession, currentId: string): Session => ({
  id: session.id,
  userAgent: session.userAgent || null,
  createdAt: toTime(session.createdAt),
  lastUsedAt: toTime(session.lastUsedAt),
  expiresAt: toTime(session.expiresAt),
  isCurrent: session.id === currentId,
});
