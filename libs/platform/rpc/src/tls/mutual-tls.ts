import type { PeerCertificate } from 'node:tls';
import {
  type ChannelCredentials,
  experimental,
  type ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { identityIn, isSameShop, toUri } from './service-identity.ts';
import type { TlsFiles } from './tls-files.ts';

type IncomingCall = Pick<
  ServerUnaryCall<unknown, unknown> | ServerDuplexStream<Buffer, Buffer>,
  'metadata' | 'getAuthContext'
>;

/** Credentials of calls to a service: the server must prove to be this service, of the same shop. */
export function clientCredentials(files: TlsFiles, service: string): ChannelCredentials {
  const checkServerIdentity = (_host: string, { subjectaltname }: PeerCertificate): Error | undefined => {
    const found = identityIn(subjectaltname);
    if (found?.service === service && isSameShop(found, files.identity)) return undefined;
    const wanted = toUri({ ...files.identity, service });
    return new Error(`the server's certificate names ${subjectaltname ?? 'no service'}, not ${wanted}`);
  };
  return experimental.createCertificateProviderChannelCredentials(files, files, { checkServerIdentity });
}

/** Only clients with a certificate of the authority can connect. */
export function serverCredentials(files: TlsFiles): ServerCredentials {
  return experimental.createCertificateProviderServerCredentials(files, files, true);
}

/** Who may call a server, by the names in their certificates. */
export class CallerCheck {
  private readonly files: TlsFiles;
  private readonly callers: ReadonlySet<string>;
  /** By connection: reading a certificate takes as long as answering a small call. */
  private readonly known = new WeakMap<object, string>();

  constructor(files: TlsFiles, callers: readonly string[]) {
    this.files = files;
    this.callers = new Set(callers);
  }

  /** @returns why the call is refused; undefined: it is allowed */
  refusalOf(call: IncomingCall): string | undefined {
    const service = this.serviceOf(call);
    if (!service) return 'the certificate of the caller names no service of this shop';
    if (!this.callers.has(service)) return `${service} may not call this service`;
    const said = call.metadata.get('x-caller')[0]?.toString();
    if (said !== service) return `x-caller says ${said ?? 'nothing'}, the certificate says ${service}`;
    return undefined;
  }

  private serviceOf(call: IncomingCall): string | undefined {
    const connection = connectionOf(call);
    const known = connection && this.known.get(connection);
    if (known !== undefined) return known;
    const service = this.certifiedServiceOf(call);
    if (connection && service !== undefined) this.known.set(connection, service);
    return service;
  }

  private certifiedServiceOf(call: IncomingCall): string | undefined {
    const { sslPeerCertificate: peer } = call.getAuthContext();
    const found = identityIn(peer?.subjectaltname);
    return found && isSameShop(found, this.files.identity) ? found.service : undefined;
  }
}

/** grpc-js keeps it in fields that are not public. Where they move, each call reads its certificate, as without this. */
function connectionOf(call: IncomingCall): object | undefined {
  const { stream } = (call as { call?: { stream?: { session?: object } } }).call ?? {};
  return stream?.session;
}
