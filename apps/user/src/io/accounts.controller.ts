import { UsePipes } from '@nestjs/common';
import * as wire from '@tradepost/contracts';
import { DomainError, isUuid } from '@tradepost/decision';
import { toLocale } from '@tradepost/mail';
import { GrpcController } from '@tradepost/nest';
import { userNotFound } from '../domain/user.errors.ts';
import { ChangeEmail } from '../flows/change-email.ts';
import { ConfirmEmail } from '../flows/confirm-email.ts';
import { Clock, EmailChangeStore, UserStore } from '../flows/ports.ts';
import { Register } from '../flows/register.ts';
import { Sessions } from '../flows/sessions.ts';
import { StorableText } from './storable-text.pipe.ts';
import { fromWireRole, toWireTokens, toWireUser } from './user.mapper.ts';
import { UserMetrics } from './user.metrics.ts';
import { UserWrites } from './user-writes.ts';

@GrpcController(wire.UserServiceDefinition, [
  'register',
  'verifyEmail',
  'resendVerification',
  'getUser',
  'updateProfile',
  'listUsers',
  'setRoles',
])
@UsePipes(StorableText)
export class AccountsController {
  constructor(
    private readonly registration: Register,
    private readonly sessions: Sessions,
    private readonly confirmation: ConfirmEmail,
    private readonly users: UserStore,
    private readonly changing: ChangeEmail,
    private readonly emailChanges: EmailChangeStore,
    private readonly clock: Clock,
    private readonly writes: UserWrites,
    private readonly metrics: UserMetrics,
  ) {}

  async register(request: wire.RegisterRequest): Promise<wire.RegisterResponse> {
    const { email, password, name, userAgent } = request;
    const locale = toLocale(request.locale);
    const user = await this.registration.run({ email, password, name, locale });
    this.metrics.registered();
    return { user: toWireUser(user), tokens: toWireTokens(await this.sessions.open(user, userAgent)) };
  }

  async verifyEmail({ token }: wire.VerifyEmailRequest): Promise<wire.VerifyEmailResponse> {
    return { user: toWireUser(await this.confirmation.confirm(token)) };
  }

  async resendVerification({
    userId,
  }: wire.ResendVerificationRequest): Promise<wire.ResendVerificationResponse> {
    await this.confirmation.resend(userId);
    return {};
  }

  async getUser({ userId }: wire.GetUserRequest): Promise<wire.GetUserResponse> {
    const user = found(await this.users.find(userId));
    return { user: toWireUser(user, await this.emailChanges.pendingOf(user.id, this.clock.now())) };
  }

  async updateProfile(asked: wire.UpdateProfileRequest): Promise<wire.UpdateProfileResponse> {
    // What proves the password is checked here: it is neither stored nor hashed with the key.
    const { currentPassword = '', sessionId = '', ...rest } = asked;
    const request: wire.UpdateProfileRequest = rest;
    const { userId, name, email, expectedVersion } = request;
    const authorised =
      email === undefined && !currentPassword
        ? undefined
        : await this.changing.authorise({ userId, email, currentPassword, sessionId });
    const locale = request.locale === undefined ? undefined : toLocale(request.locale);
    const [requestType, responseType] = [wire.UpdateProfileRequest, wire.UpdateProfileResponse];
    const write = { operation: 'update-profile', owner: userId, request, requestType, responseType };
    return this.writes.once(write, async ({ profile, emailChanges }) => {
      const user = await profile.run(userId, { name, email, locale }, expectedVersion, authorised);
      return { user: toWireUser(user, await emailChanges.pendingOf(userId, this.clock.now())) };
    });
  }

  async listUsers({ query, pageSize, pageToken }: wire.ListUsersRequest): Promise<wire.ListUsersResponse> {
    const beforeId = readCursor(pageToken);
    const users = await this.users.list({ text: query.trim(), beforeId, limit: pageSize + 1 });
    const page = users.slice(0, pageSize);
    const last = page.at(-1);
    return {
      items: page.map((user) => toWireUser(user)),
      nextPageToken: users.length > pageSize && last ? last.id : '',
    };
  }

  async setRoles(request: wire.SetRolesRequest): Promise<wire.SetRolesResponse> {
    const { userId, actorId: owner = '' } = request;
    const roles = [...new Set(request.roles.map(fromWireRole))];
    if (roles.length === 0)
      throw new DomainError('invalid', 'request.invalid', 'roles must have at least one entry.');
    const [requestType, responseType] = [wire.SetRolesRequest, wire.SetRolesResponse];
    const write = { operation: 'set-roles', owner, request, requestType, responseType };
    return this.writes.once(write, async ({ users }) => ({
      user: toWireUser(found(await users.setRoles(userId, roles))),
    }));
  }
}

function found<T>(user: T | undefined): T {
  if (user === undefined) throw userNotFound();
  return user;
}

/** The cursor is the last id of the page before. */
function readCursor(token: string): string | undefined {
  if (token === '' || isUuid(token)) return token || undefined;
  const detail = 'The cursor is not one of this list. Leave it out to get the first page.';
  throw new DomainError('invalid', 'cursor.invalid', detail);
}
