import { Injectable } from '@nestjs/common';
import type { JSONWebKeySet } from 'jose';
import { KeySource } from './http/access-tokens.ts';
import { Neighbours } from './routes/neighbours.ts';

/** Public keys from the user service. */
@Injectable()
export class UserKeySource extends KeySource {
  constructor(private readonly neighbours: Neighbours) {
    super();
  }

  override async fetch(): Promise<JSONWebKeySet> {
    return JSON.parse((await this.neighbours.user.getJwks({})).jwksJson) as JSONWebKeySet;
  }
}
