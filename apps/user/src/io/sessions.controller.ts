import { UsePipes } from '@nestjs/common';
import * as wire from '@tradepost/contracts';
import { GrpcController } from '@tradepost/nest';
import { Sessions } from '../flows/sessions.ts';
import { SignIn } from '../flows/sign-in.ts';
import { JwtSigner } from './jwt-signer.ts';
import { StorableText } from './storable-text.pipe.ts';
import { toWireSession, toWireTokens, toWireUser } from './user.mapper.ts';
import { UserMetrics } from './user.metrics.ts';
import { UserWrites } from './user-writes.ts';

@GrpcController(wire.UserServiceDefinition, [
  'signIn',
  'refresh',
  'signOut',
  'getJwks',
  'listSessions',
  'revokeSessions',
])
@UsePipes(StorableText)
export class SessionsController {
  constructor(
    private readonly authentication: SignIn,
    private readonly sessions: Sessions,
    private readonly signer: JwtSigner,
    private readonly writes: UserWrites,
    private readonly metrics: UserMetrics,
  ) {}

  async signIn({ email, password, userAgent }: wire.SignInRequest): Promise<wire.SignInResponse> {
    const user = await this.metrics.signIn(this.authentication.run(email, password));
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
}
