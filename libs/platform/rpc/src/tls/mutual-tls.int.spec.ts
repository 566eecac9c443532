import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import { createDiscovery } from '@tradepost/discovery';
import { Logger, Metrics } from '@tradepost/observability';
import {
  type CertificateFiles,
  type CertificateOptions,
  TestAuthority,
  writeCertificate,
} from '@tradepost/testing/certificates';
import { waitFor } from '@tradepost/testing/waiting';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RpcClients } from '../client.ts';
import { RpcServer } from '../server.ts';
import { TlsFiles } from './tls-files.ts';

jest.setTimeout(60_000);

interface Text {
  text: string;
}
const type = {
  encode: ({ text }: Text) => new BinaryWriter().uint32(10).string(text),
  decode: (reader: BinaryReader): Text => ({
    text: reader.len > 0 && reader.uint32() === 10 ? reader.string() : '',
  }),
};
const echo = {
  fullName: 'shop.echo.v1.Echo',
  methods: { say: { name: 'Say', requestType: type, responseType: type, options: {} } },
} as const;

const authority = new TestAuthority();
const log = new Logger({ service: 'spec', level: 'silent' });
const uriOf = (service: string, namespace = 'shop'): string =>
  `spiffe://tradepost.test/ns/${namespace}/sa/${service}`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tls-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

let made = 0;
function written(options: CertificateOptions, by = authority, trusts = authority): CertificateFiles {
  return writeCertificate(path.join(folder, String(++made)), by.issue(options), trusts.cert);
}

function filesOf(service: string, paths = written({ uri: uriOf(service) }), metrics = new Metrics('spec')) {
  const files = new TlsFiles({ ...paths, service, log, metrics, everyMs: 3_600_000 });
  open.push(() => files.close());
  return files;
}

async function serve(files: TlsFiles, callers = ['gateway']): Promise<number> {
  const server = new RpcServer({ log, metrics: new Metrics('spec'), tls: { files, callers } });
  server.add(echo, { say: async ({ text }, call) => ({ text: `${text} for ${call.caller}` }) });
  open.push(() => server.drain(0));
  return server.listen('127.0.0.1', 0, 'product');
}

function clientOf(port: number, tls: TlsFiles | undefined, caller = 'gateway') {
  const scheme = `tls-${++made}`;
  const discovery = createDiscovery({ driver: 'static', staticList: `product=127.0.0.1:${port}`, scheme });
  const clients = new RpcClients({ discovery, metrics: new Metrics('spec'), caller, log, tls });
  open.push(() => discovery.close());
  open.push(() => clients.close());
  return clients.get(echo, 'product', { timeoutMs: 3_000 });
}

describe('mutual TLS', () => {
  it('lets services of one shop call each other, by their names', async () => {
    const client = clientOf(await serve(filesOf('product')), filesOf('gateway'));
    expect(await client.say({ text: 'hello' })).toEqual({ text: 'hello for gateway' });
  });

  it('refuses a client without a certificate', async () => {
    const client = clientOf(await serve(filesOf('product')), undefined);
    await expect(client.say({ text: '' })).rejects.toMatchObject({ reason: 'unavailable' });
  });

  const strange = new TestAuthority('Another CA');
  it.each([
    ['an authority that the server does not know', { uri: uriOf('gateway') }, strange],
    ['an expired certificate', { uri: uriOf('gateway'), untilMs: -1_000 }, authority],
    ['a certificate that is not valid yet', { uri: uriOf('gateway'), fromMs: 60_000 }, authority],
  ])('refuses a client with %s', async (_, options, by) => {
    const client = clientOf(await serve(filesOf('product')), filesOf('gateway', written(options, by)));
    await expect(client.say({ text: '' })).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it.each([
    ['an authority that the client does not know', { uri: uriOf('product') }, strange],
    ['an expired certificate', { uri: uriOf('product'), untilMs: -1_000 }, authority],
    ['a certificate of another shop', { uri: uriOf('product', 'elsewhere') }, authority],
  ])('refuses a server with %s', async (_, options, by) => {
    const client = clientOf(await serve(filesOf('product', written(options, by))), filesOf('gateway'));
    await expect(client.say({ text: '' })).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('refuses a server that is another service, which the registry gave as this one', async () => {
    const client = clientOf(await serve(filesOf('cart')), filesOf('gateway'));
    await expect(client.say({ text: '' })).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('refuses services that may not call, and one that calls in another name', async () => {
    const port = await serve(filesOf('product'));
    const say = (files: TlsFiles, caller: string) => clientOf(port, files, caller).say({ text: '' });
    await expect(say(filesOf('user'), 'user')).rejects.toThrow('user may not call this service');
    await expect(say(filesOf('user'), 'gateway')).rejects.toThrow('user may not call this service');
    await expect(say(filesOf('gateway'), 'order')).rejects.toThrow(
      'x-caller says order, the certificate says gateway',
    );
  });

  it('refuses a pod of another namespace that has a certificate of the same authority', async () => {
    const port = await serve(filesOf('product'));
    const { certFile, keyFile, caFile } = written({ uri: uriOf('gateway', 'elsewhere') });
    const [ca, key, cert] = [caFile, keyFile, certFile].map((file) => readFileSync(file));
    const ssl = credentials.createSsl(ca, key, cert, { checkServerIdentity: () => undefined });
    const client = new Client(`127.0.0.1:${port}`, ssl);
    open.push(() => client.close());
    const bytes = (value: Buffer): Buffer => value;
    const metadata = new Metadata();
    metadata.set('x-caller', 'gateway');
    const answer = new Promise((done) =>
      client.makeUnaryRequest('/shop.echo.v1.Echo/Say', bytes, bytes, Buffer.alloc(0), metadata, done),
    );
    expect(await answer).toMatchObject({ code: status.PERMISSION_DENIED });
  });

  it('takes new certificates, also of a new authority, under load', async () => {
    const [product, gateway] = ['product', 'gateway'].map((service) => ({
      service,
      paths: written({ uri: uriOf(service) }),
    })) as [Owner, Owner];
    const metrics = new Metrics('spec');
    const files = [filesOf('product', product.paths, metrics), filesOf('gateway', gateway.paths)] as const;
    const port = await serve(files[0]);
    let isOver = false;
    let calls = 0;
    const callers = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!isOver) {
          // A client of its own: each round makes a new connection.
          const client = clientOf(port, files[1]);
          for (let i = 0; i < 5; i++) await client.say({ text: '' }).then(() => calls++);
        }
      }),
    );
    const untilMore = (): Promise<void> => {
      const before = calls;
      return waitFor(() => expect(calls).toBeGreaterThan(before + 50), { timeout: 20_000 });
    };
    await untilMore();
    const next = new TestAuthority('The next CA');
    // As cert-manager's trust bundles do it: first both authorities, then the new certificates, then the new authority.
    for (const [by, trusted] of [
      [authority, authority.cert + next.cert],
      [next, authority.cert + next.cert],
      [next, next.cert],
    ] as const) {
      for (const { service, paths } of [product, gateway])
        writeCertificate(path.dirname(paths.certFile), by.issue({ uri: uriOf(service) }), trusted);
      await Promise.all(files.map((one) => one.reload()));
      await untilMore();
    }
    isOver = true;
    await callers;
    const old = clientOf(port, filesOf('gateway'));
    await expect(old.say({ text: '' })).rejects.toMatchObject({ reason: 'unavailable' });
  });

  interface Owner {
    service: string;
    paths: CertificateFiles;
  }
});

describe('the files of a certificate', () => {
  it('are refused at the start with the name of the setting', () => {
    const paths = written({ uri: uriOf('product') });
    const other = written({ uri: uriOf('cart') });
    const opened = (change: Partial<CertificateFiles>) => () => filesOf('product', { ...paths, ...change });
    expect(opened({ caFile: '' })).toThrow('GRPC_TLS=mutual needs GRPC_TLS_CA_FILE');
    expect(opened({ keyFile: '/nowhere' })).toThrow(/GRPC_TLS_KEY_FILE can not be read: ENOENT/);
    expect(opened({ certFile: paths.keyFile })).toThrow('GRPC_TLS_CERT_FILE is not PEM');
    expect(opened({ keyFile: other.keyFile })).toThrow(
      'GRPC_TLS_KEY_FILE is not the key of GRPC_TLS_CERT_FILE',
    );
    expect(() => filesOf('product', other)).toThrow(
      'GRPC_TLS_CERT_FILE names URI:spiffe://tradepost.test/ns/shop/sa/cart, but this is product',
    );
  });

  it('that are not valid are said at the start, and replaced while it runs', async () => {
    const paths = written({ uri: uriOf('product'), untilMs: -1_000 });
    const lines: string[] = [];
    const log = {
      info: (_: object, message: string) => void lines.push(message),
      warn: ({ err }: { err: Error }, message: string) => void lines.push(`${message}: ${err.message}`),
    };
    const metrics = new Metrics('spec');
    const files = new TlsFiles({ ...paths, service: 'product', log, metrics, everyMs: 3_600_000 });
    open.push(() => files.close());
    expect(lines).toEqual([
      expect.stringMatching(/^no service accepts these certificates: GRPC_TLS_CERT_FILE is valid from /),
    ]);
    const port = await serve(files);
    const say = () => clientOf(port, filesOf('gateway')).say({ text: 'hello' });
    await expect(say()).rejects.toMatchObject({ reason: 'unavailable' });
    const issued = authority.issue({ uri: uriOf('product') });
    writeCertificate(path.dirname(paths.certFile), issued, authority.cert);
    await files.reload();
    expect(lines[1]).toBe('new certificates are in use');
    expect(await say()).toEqual({ text: 'hello for gateway' });
  });

  it('are ignored while they do not fit together; the end of those in use is measured', async () => {
    const metrics = new Metrics('spec');
    const paths = written({ uri: uriOf('product'), untilMs: 60_000 });
    const warnings: string[] = [];
    const files = new TlsFiles({
      ...{ ...paths, service: 'product', metrics, everyMs: 3_600_000 },
      log: { info: () => {}, warn: (_, message) => void warnings.push(message) },
    });
    open.push(() => files.close());
    const expiry = async (): Promise<number> => {
      const line = /tls_certificate_expiry_timestamp_seconds\{[^}]*certificate="server"[^}]*\} (\d+)/;
      return Number(line.exec(await metrics.export('text'))?.[1]);
    };
    const first = await expiry();
    expect(Math.abs(first * 1_000 - Date.now() - 60_000)).toBeLessThan(10_000);
    const wrong = written({ uri: uriOf('cart') });
    copyFileSync(wrong.keyFile, paths.keyFile);
    await files.reload();
    await files.reload();
    expect(warnings).toEqual(['new certificates are not used']);
    writeCertificate(
      path.dirname(paths.certFile),
      authority.issue({ uri: uriOf('product') }),
      authority.cert,
    );
    await files.reload();
    expect(await expiry()).toBeGreaterThan(first + 86_400);
  });

  it.each([
    ['has ended', { untilMs: -1_000 }, /^GRPC_TLS_CERT_FILE is valid from .* to .*, which is not now/],
    ['has not begun', { fromMs: 60_000 }, /^GRPC_TLS_CERT_FILE is valid from .* to .*, which is not now/],
    ['is of authorities that have ended', {}, /^GRPC_TLS_CA_FILE has no authority that is valid now/],
  ])('that one %s is said once, and those in use stay', async (_, options, says) => {
    const paths = written({ uri: uriOf('product') });
    const problems: string[] = [];
    const files = new TlsFiles({
      ...{ ...paths, service: 'product', metrics: new Metrics('spec'), everyMs: 3_600_000 },
      log: {
        info: () => {},
        warn: ({ err }: { err: Error }) => void problems.push(err.message),
      },
    });
    open.push(() => files.close());
    const client = clientOf(await serve(files), filesOf('gateway'));
    const ended = authority.issue({ untilMs: -1_000 }).cert;
    const authorities = says.source.includes('CA_FILE') ? ended : authority.cert;
    const issued = authority.issue({ uri: uriOf('product'), ...options });
    writeCertificate(path.dirname(paths.certFile), issued, authorities);
    await files.reload();
    await files.reload();
    expect(problems).toEqual([expect.stringMatching(says)]);
    await expect(client.say({ text: 'hello' })).resolves.toEqual({ text: 'hello for gateway' });
  });

  it('of several authorities, the one that ends first is measured', async () => {
    const ending = authority.issue({ untilMs: 60_000 }).cert;
    const paths = written({ uri: uriOf('product') });
    writeFileSync(paths.caFile, `${authority.cert}${ending}`);
    const metrics = new Metrics('spec');
    filesOf('product', paths, metrics);
    const line = /tls_certificate_expiry_timestamp_seconds\{[^}]*certificate="ca"[^}]*\} (\d+)/;
    const end = Number(line.exec(await metrics.export('text'))?.[1]);
    expect(Math.abs(end * 1_000 - Date.now() - 60_000)).toBeLessThan(10_000);
  });
});
