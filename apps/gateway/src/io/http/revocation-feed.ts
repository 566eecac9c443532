import { Injectable } from '@nestjs/common';
import { type ListTokenRevocationsResponse, UserServiceDefinition } from '@tradepost/contracts';
import { BackgroundTask, InjectGrpc } from '@tradepost/nest';
import { MethodUnknown } from '@tradepost/errors';
import { Logger } from '@tradepost/observability';
import type { RpcClient } from '@tradepost/rpc';
import { toRole } from '../shapes/account.ts';
import { Revocations } from './revocations.ts';

const EVERY_MS = 1_000;
const TIMEOUT_MS = 2_000;
// A gateway and the user service start together, and a pod may wait for its database.
const GRACE_MS = 30_000;

/** Asks the user service every second which access tokens have ended: one call per gateway, none per request. */
@Injectable()
export class RevocationFeed extends BackgroundTask {
  private cursor = '';

  constructor(
    @InjectGrpc(UserServiceDefinition) private readonly users: RpcClient<typeof UserServiceDefinition>,
    private readonly revocations: Revocations,
    log: Logger,
  ) {
    // While the user service is away, what is known stays in use; it is asked again within seconds of its return.
    super({
      ...{ name: 'token revocations', everyMs: EVERY_MS, maxBackoffMs: EVERY_MS },
      ...{ graceMs: GRACE_MS, log },
    });
  }

  protected override async run(): Promise<number> {
    const request = { cursor: this.cursor };
    const changes = await this.users
      .listTokenRevocations(request, { timeoutMs: TIMEOUT_MS })
      .catch((error: unknown) => this.ofReleaseBefore(error));
    const roles = changes.roles.map((change) => ({ ...change, roles: change.roles.map(toRole) }));
    this.revocations.apply({ sessions: changes.sessions, roles }, !changes.hasMore);
    this.cursor = changes.cursor;
    return changes.hasMore ? 0 : EVERY_MS;
  }

  /** While a release is rolled out, tokens live as long as that release lets them. */
  private ofReleaseBefore(error: unknown): ListTokenRevocationsResponse {
    if (!(error instanceof MethodUnknown)) throw error;
    return { sessions: [], roles: [], cursor: this.cursor, hasMore: false };
  }
}
