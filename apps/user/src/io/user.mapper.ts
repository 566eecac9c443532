import {
  type Address as WireAddressFields,
  Role as WireRole,
  type SavedAddress as WireAddress,
  type Session as WireSession,
  type Tokens as WireTokens,
  type User as WireUser,
} from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import type { PendingEmail } from '../domain/email-change.ts';
import type { Address, Role, SavedAddress, User } from '../domain/user.ts';
import type { Session } from '../flows/ports.ts';
import type { Tokens } from '../flows/sessions.ts';

const ROLES: Record<Role, WireRole> = {
  customer: WireRole.CUSTOMER,
  staff: WireRole.STAFF,
  admin: WireRole.ADMIN,
};

export const toWireRole = (role: Role): WireRole => ROLES[role];

export function fromWireRole(role: WireRole): Role {
  const found = (Object.keys(ROLES) as Role[]).find((name) => ROLES[name] === role);
  if (!found)
    throw new DomainError(
      'invalid',
      'request.invalid',
      `roles must be of customer, staff and admin, not "${role}".`,
    );
  return found;
}

export const toWireUser = (user: User, pendingEmail?: PendingEmail): WireUser => ({
  id: user.id,
  email: user.email,
  name: user.name,
  roles: user.roles.map(toWireRole),
  emailVerified: user.isEmailVerified,
  locale: user.locale,
  version: user.version,
  createdAt: user.createdAt,
  pendingEmail,
});

export const toWireTokens = (tokens: Tokens): WireTokens => ({ ...tokens });

export const toWireSession = ({ id, userAgent, createdAt, lastUsedAt, expiresAt }: Session): WireSession => ({
  id,
  userAgent,
  createdAt,
  lastUsedAt,
  expiresAt,
});

export const toWireAddress = ({ id, address, isDefault }: SavedAddress): WireAddress => ({
  id,
  address: { ...address },
  isDefault,
});

export function fromWireAddress(address: WireAddressFields | undefined): Address {
  if (!address) throw new DomainError('invalid', 'request.invalid', 'address must be given.');
  return address;
}
