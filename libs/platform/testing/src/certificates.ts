import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a certificate says; times in milliseconds from now. */
export interface CertificateOptions {
  /** Its URI name: `spiffe://tradepost.local/ns/shop/sa/order`. */
  readonly uri?: string;
  /** Its address, for servers that are no service of ours: `127.0.0.1`. */
  readonly ip?: string;
  readonly fromMs?: number;
  readonly untilMs?: number;
}

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;

/** A certificate authority for development and tests: keys of P-256, in memory. */
export class TestAuthority {
  readonly cert: string;
  private readonly key: KeyObject;
  private readonly name: Buffer;

  constructor(name = 'Tradepost development CA') {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.key = privateKey;
    this.name = commonName(name);
    const extensions = [critical('551d13', sequence(bool(true))), critical('551d0f', bits(1, 0x06))];
    this.cert = this.sign({
      subject: this.name,
      publicKey,
      extensions,
      fromMs: -DAY_MS,
      untilMs: 365 * DAY_MS,
    });
  }

  issue({ uri, ip, fromMs = -DAY_MS, untilMs = 30 * DAY_MS }: CertificateOptions): Certificate {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    // [6]: uniformResourceIdentifier, [7]: iPAddress
    const names = [
      ...(uri ? [der(0x86, Buffer.from(uri))] : []),
      ...(ip ? [der(0x87, Buffer.from(ip.split('.').map(Number)))] : []),
    ];
    const uses = sequence(oid('2b06010505070301'), oid('2b06010505070302'));
    const extensions = [
      critical('551d0f', bits(7, 0x80)),
      extension('551d25', uses),
      ...(names.length > 0 ? [extension('551d11', sequence(...names))] : []),
    ];
    const subject = commonName(uri?.split('/').at(-1) ?? 'nobody');
    const cert = this.sign({ subject, publicKey, extensions, fromMs, untilMs });
    return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }

  private sign({ subject, publicKey, extensions, fromMs, untilMs }: Signed): string {
    const now = Date.now();
    const body = sequence(
      der(0xa0, integer(Buffer.from([2]))),
      // Positive, whatever its first bit.
      integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
      ECDSA_SHA256,
      this.name,
      sequence(time(now + fromMs), time(now + untilMs)),
      subject,
      publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(...extensions)),
    );
    const signature = createSign('sha256').update(body).sign(this.key);
    const raw = sequence(body, ECDSA_SHA256, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
    const lines = raw.toString('base64').match(/.{1,64}/g) ?? [];
    return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  }
}

interface Signed extends Required<Omit<CertificateOptions, 'uri' | 'ip'>> {
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** Paths of what `writeCertificate` wrote. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
}

/** Each file is replaced as a whole, as cert-manager's volumes are. */
export function writeCertificate(folder: string, { cert, key }: Certificate, ca: string): CertificateFiles {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return file;
  };
  return {
    caFile: write('ca.crt', ca),
    keyFile: write('tls.key', key),
    certFile: write('tls.crt', cert),
  };
}

// DER, as far as a certificate needs it.
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts));
const integer = (value: Buffer): Buffer => der(0x02, value);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const bool = (value: boolean): Buffer => der(0x01, Buffer.from([value ? 0xff : 0]));
const bits = (unused: number, value: number): Buffer => der(0x03, Buffer.from([unused, value]));
const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), der(0x04, value));
const critical = (id: string, value: Buffer): Buffer => sequence(oid(id), bool(true), der(0x04, value));
const commonName = (name: string): Buffer =>
  sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
/** UTCTime: years until 2049. */
const time = (ms: number): Buffer =>
  der(
    0x17,
    Buffer.from(
      `${new Date(ms)
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(2)}`,
    ),
  );

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
