import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import type { TokenPurpose } from '../domain/account-token.ts';
import { LinkTokens } from '../flows/ports.ts';
import type { UserConfig } from '../user.config.ts';

const ID_BYTES = 16;
const MAC_BYTES = 32;

/** token id ‖ HMAC(purpose, id). The database stores only the id, which is worth nothing; forged tokens never reach it. */
@Injectable()
export class HmacLinkTokens extends LinkTokens {
  private readonly secret: string;

  constructor(@Inject(CONFIG) config: Pick<UserConfig, 'ACCOUNT_TOKEN_SECRET'>) {
    super();
    this.secret = config.ACCOUNT_TOKEN_SECRET;
  }

  override issue(id: string, purpose: TokenPurpose): string {
    const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
    return Buffer.concat([bytes, this.mac(bytes, purpose)]).toString('base64url');
  }

  override read(text: string, purpose: TokenPurpose): string | undefined {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== ID_BYTES + MAC_BYTES) return undefined;
    const id = bytes.subarray(0, ID_BYTES);
    if (!timingSafeEqual(bytes.subarray(ID_BYTES), this.mac(id, purpose))) return undefined;
    return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  private mac(id: Buffer, purpose: TokenPurpose): Buffer {
    return createHmac('sha256', this.secret).update(`${purpose} `).update(id).digest();
  }
}
