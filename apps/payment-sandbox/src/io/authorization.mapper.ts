import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import type { Authorization } from '../domain/authorization.ts';
import type { SandboxConfig } from '../sandbox.config.ts';

export interface AuthorizationReply extends Authorization {
  /** Where the payer must act, while that is needed. */
  readonly challengeUrl?: string;
}

@Injectable()
export class AuthorizationMapper {
  constructor(@Inject(CONFIG) private readonly config: Pick<SandboxConfig, 'SANDBOX_PUBLIC_URL'>) {}

  /** @param host that the caller used, for the challenge URL */
  toReply(authorization: Authorization, host: string): AuthorizationReply {
    if (authorization.state !== 'requires_action') return authorization;
    const origin = this.config.SANDBOX_PUBLIC_URL || `http://${host}`;
    return { ...authorization, challengeUrl: `${origin}/authorizations/${authorization.id}/challenge` };
  }
}
