import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { Passwords } from '../flows/ports.ts';

// argon2id (the library's default) with OWASP's first recommendation: 19 MiB, two passes, one lane.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

@Injectable()
export class Argon2Passwords extends Passwords {
  private readonly decoy = hash(randomUUID(), COST);

  override hash(password: string): Promise<string> {
    return hash(password, COST);
  }

  override async verify(stored: string | undefined, password: string): Promise<boolean> {
    const isRight = await verify(stored ?? (await this.decoy), password);
    return isRight && stored !== undefined;
  }
}
