import * as wire from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { toLocale } from '@tradepost/mail';
import { type ControllerOf, GrpcController } from '@tradepost/nest';
import { AddressBook } from '../flows/address-book.ts';
import { UserStore } from '../flows/ports.ts';
import { ChangePassword } from '../flows/change-password.ts';
import { ConfirmEmail } from '../flows/confirm-email.ts';
import { ForgottenPassword } from '../flows/forgotten-password.ts';
import { Register } from '../flows/register.ts';
import { Sessions } from '../flows/sessions.ts';
import { SignIn } from '../flows/sign-in.ts';
import { JwtSigner } from './token-signer.ts';
import {
  fromWireAddress,
  fromWireRole,
  toWireAddress,
  toWireSession,
  toWireTokens,
  toWireUser,
} from './user-mapping.ts';
import { UserWrites } from './user-writes.ts';

@GrpcController(wire.UserServiceDefinition)
export class UserController implements ControllerOf<typeof wire.UserServiceDefinition> {
  constructor(
    private readonly registering: Register,
    private readonly signingIn: SignIn,
    private readonly sessions: Sessions,
    private readonly writes: UserWrites,
    private readonly book: AddressBook,
    private readonly users: UserStore,
    private readonly confirming: ConfirmEmail,
    private readonly forgotten: ForgottenPassword,
    private readonly changing: ChangePassword,
    private readonly signer: JwtSigner,
  ) {}

  async register(request: wire.RegisterRequest): Promise<wire.RegisterResponse> {
    const { email, password, name, userAgent } = request;
    const locale = toLocale(request.locale);
    const user = await this.registering.run({ email, password, name, locale });
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

  async verifyEmail({ token }: wire.VerifyEmailRequest): Promise<wire.VerifyEmailResponse> {
    return { user: toWireUser(await this.confirming.confirm(token)) };
  }

  async resendVerification({
    userId,
  }: wire.ResendVerificationRequest): Promise<wire.ResendVerificationResponse> {
    await this.confirming.again(userId);
    return {};
  }

  async forgotPassword({ email, locale }: wire.ForgotPasswordRequest): Promise<wire.ForgotPasswordResponse> {
    await this.forgotten.ask(email, locale || undefined);
    return {};
  }

  async resetPassword({ token, password }: wire.ResetPasswordRequest): Promise<wire.ResetPasswordResponse> {
    await this.forgotten.reset(token, password);
    return {};
  }

  async changePassword(request: wire.ChangePasswordRequest): Promise<wire.ChangePasswordResponse> {
    await this.changing.run(request);
    return {};
  }

  async getJwks(): Promise<wire.GetJwksResponse> {
    return { jwksJson: await this.signer.jwks() };
  }

  async getUser({ userId }: wire.GetUserRequest): Promise<wire.GetUserResponse> {
    return { user: toWireUser(found(await this.users.find(userId))) };
  }

  updateProfile(request: wire.UpdateProfileRequest): Promise<wire.UpdateProfileResponse> {
    const { userId, name, email, expectedVersion } = request;
    const locale = request.locale === undefined ? undefined : toLocale(request.locale);
    const [requestType, responseType] = [wire.UpdateProfileRequest, wire.UpdateProfileResponse];
    const write = { operation: 'update-profile', owner: userId, request, requestType, responseType };
    return this.writes.once(write, async ({ profile }) => ({
      user: toWireUser(await profile.run(userId, { name, email, locale }, expectedVersion)),
    }));
  }

  async listAddresses({ userId }: wire.ListAddressesRequest): Promise<wire.ListAddressesResponse> {
    return { addresses: (await this.book.listOf(userId)).map(toWireAddress) };
  }

  async addAddress(request: wire.AddAddressRequest): Promise<wire.AddAddressResponse> {
    const { userId, isDefault } = request;
    const address = fromWireAddress(request.address);
    const [requestType, responseType] = [wire.AddAddressRequest, wire.AddAddressResponse];
    const write = { operation: 'add-address', owner: userId, request, requestType, responseType };
    return this.writes.once(write, async ({ book }) => ({
      address: toWireAddress(await book.add(userId, address, isDefault)),
    }));
  }

  async updateAddress(request: wire.UpdateAddressRequest): Promise<wire.UpdateAddressResponse> {
    const { userId, addressId: id, isDefault } = request;
    const saved = { id, address: fromWireAddress(request.address), isDefault };
    const [requestType, responseType] = [wire.UpdateAddressRequest, wire.UpdateAddressResponse];
    const write = { operation: 'update-address', owner: userId, request, requestType, responseType };
    return this.writes.once(write, async ({ book }) => ({
      address: toWireAddress(await book.replace(userId, saved)),
    }));
  }

  removeAddress(request: wire.RemoveAddressRequest): Promise<wire.RemoveAddressResponse> {
    const { userId, addressId } = request;
    const [requestType, responseType] = [wire.RemoveAddressRequest, wire.RemoveAddressResponse];
    const write = { operation: 'remove-address', owner: userId, request, requestType, responseType };
    return this.writes.once(write, async ({ book }) => {
      await book.remove(userId, addressId);
      return {};
    });
  }

  async listSessions({ userId }: wire.ListSessionsRequest): Promise<wire.ListSessionsResponse> {
    return { sessions: (await this.sessions.listOf(userId)).map(toWireSession) };
  }

  revokeSessions(request: wire.RevokeSessionsRequest): Promise<wire.RevokeSessionsResponse> {
    const { userId, sessionId } = request;
    const [requestType, responseType] = [wire.RevokeSessionsRequest, wire.RevokeSessionsResponse];
    const write = { operation: 'revoke-sessions', owner: userId, request, requestType, responseType };
    return this.writes.once(write, async ({ ending }) => {
      await ending.run(userId, sessionId || undefined);
      return {};
    });
  }

  async listUsers({ query, pageSize, pageToken }: wire.ListUsersRequest): Promise<wire.ListUsersResponse> {
    const beforeId = pageToken ? readCursor(pageToken) : undefined;
    const users = await this.users.list({ text: query.trim(), beforeId, limit: pageSize + 1 });
    const page = users.slice(0, pageSize);
    const last = page.at(-1);
    return { items: page.map(toWireUser), nextPageToken: users.length > pageSize && last ? last.id : '' };
  }

  async setRoles(request: wire.SetRolesRequest): Promise<wire.SetRolesResponse> {
    const wanted = [...new Set(request.roles.map(fromWireRole))];
    if (wanted.length === 0)
      throw new DomainError('invalid', 'request.invalid', 'A person has at least one role.');
    const [requestType, responseType] = [wire.SetRolesRequest, wire.SetRolesResponse];
    const write = {
      operation: 'set-roles',
      owner: request.actorId ?? '',
      request,
      requestType,
      responseType,
    };
    return this.writes.once(write, async ({ users }) => ({
      user: toWireUser(found(await users.setRoles(request.userId, wanted))),
    }));
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
