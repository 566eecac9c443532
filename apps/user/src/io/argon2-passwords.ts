import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { normalisePassword } from '@tradepost/decision';
import { type PasswordCheck, Passwords } from '../flows/ports.ts';

// argon2id (the library's default) with OWASP's first recommendation: 19 MiB, two passes, one lane.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of no password. It is checked where there is no account, and takes as long as another; making it takes nothing. */
export const DECOY = [
  '$argon2id$v=19',
  `m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}`,
  unpadded(16),
  unpadded(32),
].join('$');

@Injectable()
export class Argon2Passwords extends Passwords {
  override hash(password: string): Promise<string> {
    return hash(normalisePassword(password), COST);
  }

  override async verify(stored: string | undefined, password: string): Promise<PasswordCheck> {
    const known = stored ?? DECOY;
    const normalised = normalisePassword(password);
    // As often with an account as without one.
    if (await verify(known, normalised)) return stored === undefined ? 'wrong' : 'right';
    if (normalised === password || !(await verify(known, password))) return 'wrong';
    return stored === undefined ? 'wrong' : 'right as typed';
  }
}

function unpadded(bytes: number): string {
  return randomBytes(bytes).toString('base64').replaceAll('=', '');
}
