import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Database, sql } from '@tradepost/database';
import { CONFIG } from '@tradepost/nest';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import type { UserConfig } from '../user.config.ts';

const LOCK = 7_270_842;
const IV_BYTES = 12;
const TAG_BYTES = 16;

type KeyRow = { kid: string; public_jwk: JWK; private_key: Buffer; created_at: Date };

export type SigningKey = { readonly kid: string; readonly privateKey: KeyObject; readonly createdAt: Date };

/** Ed25519 keys shared by all replicas through the database, private halves encrypted with a secret it does not know. */
@Injectable()
export class SigningKeys {
  private readonly encryptionKey: Buffer;

  constructor(
    private readonly db: Database,
    @Inject(CONFIG) config: Pick<UserConfig, 'TOKEN_KEY_SECRET'>,
  ) {
    this.encryptionKey = Buffer.from(
      hkdfSync('sha256', config.TOKEN_KEY_SECRET, '', 'tradepost signing keys', 32),
    );
  }

  /** The newest key, made when there is none younger than `maxAgeS`. */
  async current(maxAgeS: number): Promise<SigningKey> {
    return (await this.newest(maxAgeS)) ?? (await this.rotate(maxAgeS));
  }

  /** Public keys that tokens may still be signed with: `keepS` covers the longest life of a token after its key. */
  async publicKeys(keepS: number): Promise<JWK[]> {
    const rows = await this.db.query<KeyRow>(sql`
      SELECT * FROM signing_keys WHERE created_at > now() - ${keepS} * interval '1 s' ORDER BY created_at DESC`);
    return rows.map((row) => ({ ...row.public_jwk, kid: row.kid, use: 'sig', alg: 'EdDSA' }));
  }

  private async newest(maxAgeS: number): Promise<SigningKey | undefined> {
    const row = await this.db.maybeOne<KeyRow>(sql`
      SELECT * FROM signing_keys WHERE created_at > now() - ${maxAgeS} * interval '1 s' ORDER BY created_at DESC LIMIT 1`);
    return row && { kid: row.kid, createdAt: row.created_at, privateKey: this.decrypt(row.private_key) };
  }

  /** One replica makes the new key; the others wait for it and find it. */
  private async rotate(maxAgeS: number): Promise<SigningKey> {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    await this.db.tx(async (tx) => {
      await tx.query(sql`SELECT pg_advisory_xact_lock(${LOCK})`);
      await tx.execute(sql`
        INSERT INTO signing_keys (kid, public_jwk, private_key, created_at)
        SELECT ${kid}::text, ${JSON.stringify(jwk)}::jsonb, ${this.encrypt(privateKey)}::bytea, now()
        WHERE NOT EXISTS (SELECT FROM signing_keys WHERE created_at > now() - ${maxAgeS} * interval '1 s')`);
    });
    const found = await this.newest(maxAgeS);
    if (!found) throw new Error('a signing key was made but can not be found');
    return found;
  }

  private encrypt(key: KeyObject): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.encryptionKey, iv);
    const text = Buffer.concat([cipher.update(key.export({ format: 'der', type: 'pkcs8' })), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), text]);
  }

  private decrypt(bytes: Buffer): KeyObject {
    const decipher = createDecipheriv('aes-256-gcm', this.encryptionKey, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const der = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  }
}
