import {
  Role,
  type SavedAddress as WireAddress,
  type Session as WireSession,
  type User as WireUser,
} from '@tradepost/contracts';
import { Type, type Static } from 'typebox';
import { named } from '../http/route.ts';
import { Address, Id, nullable, oneOf, shape, Time, Version } from './shared.ts';
import { toAddress, toTime, toWord } from './shared-mapping.ts';

export const RoleWord = oneOf(['customer', 'staff', 'admin']);

export const User = named(
  'User',
  shape({
    id: Id,
    email: Type.String(),
    name: Type.String(),
    roles: Type.Array(RoleWord),
    emailVerified: Type.Boolean(),
    locale: Type.String({ description: 'Language of mails' }),
    createdAt: Time,
    version: Version,
  }),
);

export const SavedAddress = named(
  'SavedAddress',
  shape({ id: Id, address: Address, isDefault: Type.Boolean() }),
);

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

const ROLES = { customer: Role.CUSTOMER, staff: Role.STAFF, admin: Role.ADMIN } as const;

export const fromRole = (word: Static<typeof RoleWord>): Role => ROLES[word];

export const toUser = (user: WireUser): Static<typeof User> => ({
  id: user.id,
  email: user.email,
  name: user.name,
  roles: user.roles.map((role) => toWord(role, 'ROLE_') as Static<typeof RoleWord>),
  emailVerified: user.emailVerified,
  locale: user.locale,
  createdAt: toTime(user.createdAt),
  version: user.version,
});

export function toSavedAddress({ id, address, isDefault }: WireAddress): Static<typeof SavedAddress> {
  if (!address) throw new Error('the user service left out an address');
  return { id, address: toAddress(address), isDefault };
}

export const toSession = (session: WireSession, currentId: string): Static<typeof Session> => ({
  id: session.id,
  userAgent: session.userAgent || null,
  createdAt: toTime(session.createdAt),
  lastUsedAt: toTime(session.lastUsedAt),
  expiresAt: toTime(session.expiresAt),
  isCurrent: session.id === currentId,
});
