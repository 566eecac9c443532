import { Injectable } from '@nestjs/common';
import type * as wire from '@tradepost/contracts';
import { type UserServiceDefinition } from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { type Handlers } from '@tradepost/rpc';
import { AddressBook } from '../flows/address-book.ts';
import { UserStore } from '../flows/ports.ts';
import { Register } from '../flows/register.ts';
import { Sessions } from '../flows/sessions.ts';
import { SignIn } from '../flows/sign-in.ts';
import { UpdateProfile } from '../flows/update-profile.ts';
import { JwtSigner } from './token-signer.ts';
import {
  fromWireAddress,
  fromWireRole,
  toWireAddress,
  toWireSession,
  toWireTokens,
  toWireUser,
} from './user-mapping.ts';

@Injectable()
export class UserGrpc implements Handlers<typeof UserServiceDefinition> {
  constructor(
    private readonly registering: Register,
    private readonly signingIn: SignIn,
    private readonly sessions: Sessions,
    private readonly profile: UpdateProfile,
    private readonly book: AddressBook,
    private readonly users: UserStore,
    private readonly signer: JwtSigner,
  ) {}

  async register({ email, password, name, userAgent }: wire.RegisterRequest): Promise<wire.RegisterResponse> {
    const user = await this.registering.run({ email, password, name });
    return { user: toWireUser(user), tokens: toWireTokens(await this.sessions.open(user, userAgent)) };
  }

  async signIn({ email, password, userAgent }: wire.SignInRequest): Promise<wire.SignInResponse> {
    const user = await this.signingIn.run(email, password);
    return { user: toWireUser(user), tokens: toWireTokens(await this.sessions.open(user, userAgent)) };
  }

  async refresh({ refreshToken }: wire.RefreshRequest): Promise<wire.RefreshResponse> {
    const { tokens, userId } = await this.sessions.refresh(refreshToken);
    return { tokens: toWireTokens(tokens), userId };
  }

  async signOut({ refreshToken }: wire.SignOutRequest): Promise<wire.SignOutResponse> {
    await this.sessions.signOut(refreshToken);
    return {};
  }

  async getJwks(): Promise<wire.GetJwksResponse> {
    return { jwksJson: await this.signer.jwks() };
  }

  async getUser({ userId }: wire.GetUserRequest): Promise<wire.GetUserResponse> {
    return { user: toWireUser(found(await this.users.find(userId))) };
  }

  async updateProfile({
    userId,
    name,
    email,
    expectedVersion,
  }: wire.UpdateProfileRequest): Promise<wire.UpdateProfileResponse> {
    return { user: toWireUser(await this.profile.run(userId, { name, email }, expectedVersion)) };
  }

  async listAddresses({ userId }: wire.ListAddressesRequest): Promise<wire.ListAddressesResponse> {
    return { addresses: (await this.book.listOf(userId)).map(toWireAddress) };
  }

  async addAddress(request: wire.AddAddressRequest): Promise<wire.AddAddressResponse> {
    const added = await this.book.add(request.userId, fromWireAddress(request.address), request.isDefault);
    return { address: toWireAddress(added) };
  }

  async updateAddress(request: wire.UpdateAddressRequest): Promise<wire.UpdateAddressResponse> {
    const { userId, addressId: id, isDefault } = request;
    return {
      address: toWireAddress(
        await this.book.replace(userId, { id, address: fromWireAddress(request.address), isDefault }),
      ),
    };
  }

  async removeAddress({ userId, addressId }: wire.RemoveAddressRequest): Promise<wire.RemoveAddressResponse> {
    await this.book.remove(userId, addressId);
    return {};
  }

  async listSessions({ userId }: wire.ListSessionsRequest): Promise<wire.ListSessionsResponse> {
    return { sessions: (await this.sessions.listOf(userId)).map(toWireSession) };
  }

  async revokeSessions({
    userId,
    sessionId,
  }: wire.RevokeSessionsRequest): Promise<wire.RevokeSessionsResponse> {
    await this.sessions.revoke(userId, sessionId || undefined);
    return {};
  }

  async listUsers({ query, pageSize, pageToken }: wire.ListUsersRequest): Promise<wire.ListUsersResponse> {
    const beforeId = pageToken ? readCursor(pageToken) : undefined;
    const users = await this.users.list({ text: query.trim(), beforeId, limit: pageSize + 1 });
    const page = users.slice(0, pageSize);
    const last = page.at(-1);
    return { items: page.map(toWireUser), nextPageToken: users.length > pageSize && last ? last.id : '' };
  }

  async setRoles({ userId, roles }: wire.SetRolesRequest): Promise<wire.SetRolesResponse> {
    const wanted = [...new Set(roles.map(fromWireRole))];
    if (wanted.length === 0)
      throw new DomainError('invalid', 'request.invalid', 'A person has at least one role.');
    return { user: toWireUser(found(await this.users.setRoles(userId, wanted))) };
  }
}

function found<T>(user: T | undefined): T {
  if (user === undefined) throw new DomainError('missing', 'user.not_found', 'There is no such account.');
  return user;
}

/** The cursor of this list is the last id itself. */
function readCursor(token: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(token)) return token;
  throw new DomainError(
    'invalid',
    'cursor.invalid',
    'The cursor is not one that this list gave; begin without one.',
  );
}
