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
import { sql } from '@tradepost/database';
import { CONFIG } from '@tradepost/nest';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import type { Prisma } from '../gen/prisma/client.ts';
import type { UserConfig } from '../user.config.ts';
import { UserDatabase } from './user-database.ts';

const LOCK = 7_270_842;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Keys younger than this, newest first. */
const youngerThan = (ageS: number) =>
  ({
    where: { createdAt: { gt: new Date(Date.now() - ageS * 1000) } },
    orderBy: { createdAt: 'desc' },
  }) satisfies Prisma.SigningKeyFindManyArgs;

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly createdAt: Date;
}

/** Ed25519 keys that all replicas share through the database. Private keys are encrypted with a secret that is not in it. */
@Injectable()
export class SigningKeys {
  private readonly encryptionKey: Buffer;

  constructor(
    private readonly db: UserDatabase,
    @Inject(CONFIG) config: Pick<UserConfig, 'TOKEN_KEY_SECRET'>,
  ) {
    this.encryptionKey = Buffer.from(
      hkdfSync('sha256', config.TOKEN_KEY_SECRET, '', 'tradepost signing keys', 32),
    );
  }

  /** The newest key, created when there is none younger than `maxAgeS`. */
  async current(maxAgeS: number): Promise<SigningKey> {
    return (await this.newest(maxAgeS)) ?? (await this.rotate(maxAgeS));
  }

  /** Public keys of tokens that may still be valid: `keepS` covers the lifetime of a key and of its last token. */
  async publicKeys(keepS: number): Promise<JWK[]> {
    const rows = await this.db.prisma.signingKey.findMany(youngerThan(keepS));
    return rows.map((row) => ({ ...(row.publicJwk as JWK), kid: row.kid, use: 'sig', alg: 'EdDSA' }));
  }

  private async newest(maxAgeS: number): Promise<SigningKey | undefined> {
    const row = await this.db.prisma.signingKey.findFirst(youngerThan(maxAgeS));
    if (!row) return undefined;
    return { kid: row.kid, createdAt: row.createdAt, privateKey: this.decrypt(Buffer.from(row.privateKey)) };
  }

  /** One replica creates the key; the others wait and find it. */
  private async rotate(maxAgeS: number): Promise<SigningKey> {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    await this.db.transaction(async (tx) => {
      await tx.query(sql`SELECT pg_advisory_xact_lock(${LOCK})`);
      if (await tx.prisma.signingKey.findFirst(youngerThan(maxAgeS))) return;
      const encrypted = new Uint8Array(this.encrypt(privateKey));
      await tx.prisma.signingKey.create({
        data: { kid, publicJwk: { ...jwk }, privateKey: encrypted, createdAt: new Date() },
        select: { kid: true },
      });
    });
    const found = await this.newest(maxAgeS);
    if (!found) throw new Error('the signing key that was just created can not be found');
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
