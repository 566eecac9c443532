import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { experimental } from '@grpc/grpc-js';
import { type Logger, type Metrics, PLATFORM_SERIES } from '@tradepost/observability';
import { identityIn, type ServiceIdentity } from './service-identity.ts';

/** Paths of PEM files. */
export interface TlsPaths {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
}

interface Material {
  readonly certificate: Buffer;
  readonly privateKey: Buffer;
  readonly caCertificate: Buffer;
  readonly identity: ServiceIdentity;
}

export interface TlsFilesOptions extends TlsPaths {
  /** The certificate must name it. */
  readonly service: string;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly metrics: Metrics;
  /** How often the files are read (default 10 000); a volume of Kubernetes changes within a minute or two. */
  readonly everyMs?: number;
}

/**
 * Certificate, key and authorities of this process, read again while it runs: new connections use the newest, those that
 * are open go on. Files that don't fit together, because they are just being replaced, change nothing; nor do those that
 * are not valid at this time, with which no call would succeed.
 */
export class TlsFiles implements experimental.CertificateProvider {
  private readonly options: TlsFilesOptions;
  private readonly authorityListeners = new Set<experimental.CaCertificateUpdateListener>();
  private readonly identityListeners = new Set<experimental.IdentityCertificateUpdateListener>();
  private readonly timer: NodeJS.Timeout;
  private readonly expiry;
  private material: Material;
  private problem = '';

  /** @throws Error that names the setting and says what is wrong with its file */
  constructor(options: TlsFilesOptions) {
    this.options = options;
    const { certFile, keyFile, caFile, metrics, everyMs = 10_000 } = options;
    this.expiry = metrics.gauge(PLATFORM_SERIES.tls.expiry);
    const read = (setting: string, file: string): Buffer => {
      if (!file) throw new Error(`GRPC_TLS=mutual needs ${setting}`);
      try {
        return readFileSync(file);
      } catch (error) {
        throw new Error(`${setting} can not be read: ${(error as Error).message}`, { cause: error });
      }
    };
    this.material = this.checked(
      read('GRPC_TLS_CERT_FILE', certFile),
      read('GRPC_TLS_KEY_FILE', keyFile),
      read('GRPC_TLS_CA_FILE', caFile),
    );
    this.warnUnlessValid();
    this.measure();
    this.timer = setInterval(() => void this.reload(), everyMs).unref();
  }

  get identity(): ServiceIdentity {
    return this.material.identity;
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.authorityListeners.add(listener);
    process.nextTick(listener, this.material);
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.authorityListeners.delete(listener);
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.identityListeners.add(listener);
    process.nextTick(listener, this.material);
  }

  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.identityListeners.delete(listener);
  }

  /** Reads the files now; also called by a timer. */
  async reload(): Promise<void> {
    const { certFile, keyFile, caFile, log } = this.options;
    try {
      const [cert, key, ca] = await Promise.all([certFile, keyFile, caFile].map((file) => readFile(file)));
      if (!cert || !key || !ca) return;
      const { certificate, privateKey, caCertificate } = this.material;
      if (cert.equals(certificate) && key.equals(privateKey) && ca.equals(caCertificate)) return;
      const next = this.checked(cert, key, ca);
      assertValidNow(next);
      this.material = next;
      this.problem = '';
      this.measure();
      for (const listener of this.authorityListeners) listener(this.material);
      for (const listener of this.identityListeners) listener(this.material);
      log.info({ validTo: new X509Certificate(cert).validTo }, 'new certificates are in use');
    } catch (err) {
      const problem = (err as Error).message;
      if (problem !== this.problem) log.warn({ err }, 'new certificates are not used');
      this.problem = problem;
    }
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** It starts all the same: the files may be replaced at any time, and pages that need no call can be served. */
  private warnUnlessValid(): void {
    try {
      assertValidNow(this.material);
    } catch (err) {
      this.problem = (err as Error).message;
      this.options.log.warn({ err }, 'no service accepts these certificates');
    }
  }

  private checked(certificate: Buffer, privateKey: Buffer, caCertificate: Buffer): Material {
    const cert = parsed('GRPC_TLS_CERT_FILE', () => new X509Certificate(certificate));
    const key = parsed('GRPC_TLS_KEY_FILE', () => createPrivateKey(privateKey));
    parsed('GRPC_TLS_CA_FILE', () => new X509Certificate(caCertificate));
    if (!cert.checkPrivateKey(key)) throw new Error('GRPC_TLS_KEY_FILE is not the key of GRPC_TLS_CERT_FILE');
    const identity = identityIn(cert.subjectAltName);
    const { service } = this.options;
    if (identity?.service !== service)
      throw new Error(
        `GRPC_TLS_CERT_FILE names ${cert.subjectAltName ?? 'no service'}, but this is ${service}: ` +
          `it needs one URI name like spiffe://<trust domain>/ns/<namespace>/sa/${service}`,
      );
    return { certificate, privateKey, caCertificate, identity };
  }

  /** One file serves both directions. */
  private measure(): void {
    const { certificate, caCertificate } = this.material;
    const own = expiryOf(certificate);
    this.expiry.set({ certificate: 'server' }, own);
    this.expiry.set({ certificate: 'client' }, own);
    this.expiry.set({ certificate: 'ca' }, expiryOf(caCertificate));
  }
}

function parsed<T>(setting: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${setting} is not PEM: ${(error as Error).message}`, { cause: error });
  }
}

const ONE_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const certificatesIn = (pem: Buffer): X509Certificate[] =>
  (pem.toString('latin1').match(ONE_CERTIFICATE) ?? []).map((one) => new X509Certificate(one));

/** Of the one that ends first: while authorities are replaced, a file has the old and the new one. */
function expiryOf(pem: Buffer): number {
  return Math.min(...certificatesIn(pem).map(({ validTo }) => Date.parse(validTo) / 1_000));
}

function assertValidNow({ certificate, caCertificate }: Material): void {
  const nowMs = Date.now();
  const isValid = ({ validFrom, validTo }: X509Certificate): boolean =>
    Date.parse(validFrom) <= nowMs && nowMs < Date.parse(validTo);
  const own = new X509Certificate(certificate);
  const { validFrom, validTo } = own;
  if (!isValid(own))
    throw new Error(
      `GRPC_TLS_CERT_FILE is valid from ${validFrom} to ${validTo}, which is not now: ` +
        'have a new certificate issued, or set the clock of this machine',
    );
  if (!certificatesIn(caCertificate).some(isValid))
    throw new Error(
      'GRPC_TLS_CA_FILE has no authority that is valid now: add the one that signs certificates',
    );
}
