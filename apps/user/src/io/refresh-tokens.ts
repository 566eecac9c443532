import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { RefreshTokens } from '../flows/ports.ts';
import type { UserConfig } from '../user.config.ts';

const ID_BYTES = 16;
const GENERATION_BYTES = 4;
const MAC_BYTES = 32;
const HEAD_BYTES = ID_BYTES + GENERATION_BYTES;

/**
 * session id ‖ generation ‖ HMAC. Nothing has to be stored to recognise our tokens, and a used token is distinguishable from a
 * forged one, so that only real reuse ends a session.
 */
@Injectable()
export class HmacRefreshTokens extends RefreshTokens {
  private readonly secret: string;

  constructor(@Inject(CONFIG) config: Pick<UserConfig, 'REFRESH_TOKEN_SECRET'>) {
    super();
    this.secret = config.REFRESH_TOKEN_SECRET;
  }

  override issue(sessionId: string, generation: number): string {
    const head = Buffer.alloc(HEAD_BYTES);
    head.write(sessionId.replaceAll('-', ''), 'hex');
    head.writeUInt32BE(generation, ID_BYTES);
    return Buffer.concat([head, this.mac(head)]).toString('base64url');
  }

  override read(token: string): { sessionId: string; generation: number } | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== HEAD_BYTES + MAC_BYTES) return undefined;
    const head = bytes.subarray(0, HEAD_BYTES);
    if (!timingSafeEqual(bytes.subarray(HEAD_BYTES), this.mac(head))) return undefined;
    const hex = head.toString('hex', 0, ID_BYTES);
    const sessionId = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join('-');
    return { sessionId, generation: head.readUInt32BE(ID_BYTES) };
  }

  private mac(head: Buffer): Buffer {
    return createHmac('sha256', this.secret).update(head).digest();
  }
}
