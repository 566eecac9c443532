import { Injectable } from '@nestjs/common';
import { UserServiceDefinition } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { JSONWebKeySet } from 'jose';
import { KeySource } from './access-tokens.ts';

@Injectable()
export class UserKeySource extends KeySource {
  constructor(
    @InjectGrpc(UserServiceDefinition) private readonly users: RpcClient<typeof UserServiceDefinition>,
  ) {
    super();
  }

  override async fetch(): Promise<JSONWebKeySet> {
    // Others wait for the same answer, so it must not end with the request that was first.
    const { jwksJson } = await this.users.getJwks({}, { signal: null });
    return JSON.parse(jwksJson) as JSONWebKeySet;
  }
}
