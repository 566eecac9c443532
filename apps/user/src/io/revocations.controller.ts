import * as wire from '@tradepost/contracts';
import { GrpcController } from '@tradepost/nest';
import { currentContext, runInContext } from '@tradepost/observability';
import type { Call } from '@tradepost/rpc';
import { RevocationStore } from './revocation.store.ts';
import { toWireRole } from './user.mapper.ts';

/** What gateways ask every second, so that access tokens end with their session (ADR 39). */
@GrpcController(wire.UserServiceDefinition, ['listTokenRevocations'])
export class RevocationsController {
  constructor(private readonly revocations: RevocationStore) {}

  async listTokenRevocations(
    { cursor }: wire.ListTokenRevocationsRequest,
    call: Call,
  ): Promise<wire.ListTokenRevocationsResponse> {
    // No customer waits for it, so it is counted among what happens in the background.
    const context = { ...(currentContext() ?? call), isRequest: false };
    const { sessions, roles, ...rest } = await runInContext(context, () => this.revocations.since(cursor));
    return {
      ...rest,
      sessions: [...sessions],
      roles: roles.map((change) => ({ ...change, roles: change.roles.map(toWireRole) })),
    };
  }
}
